# The same image for every process: web, workers, beat, simulator.

# The browser packages, from the npm registry.
FROM node:24-slim AS browser
WORKDIR /browser
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# The Python packages. All are wheels: nothing is compiled.
FROM python:3.11-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --requirement requirements.txt

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --create-home stocker
COPY --from=packages /venv /venv
WORKDIR /app
COPY --from=browser /browser/node_modules .run/browser/node_modules
COPY manage.py ./
COPY stocker stocker
COPY tickers tickers
COPY live live
COPY templates templates
COPY static static
# The secret is for this one step, and stays in no layer. The processes write into .run and nowhere else.
RUN SECRET_KEY=for-the-build-only python manage.py collectstatic --noinput && chown -R stocker .run
USER stocker
ENV HOST=0.0.0.0 PORT=8000
EXPOSE 8000
CMD ["python", "-m", "stocker.serve"]
