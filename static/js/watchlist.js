// Changes of the watch list without a reload: the form is posted, then the page's own markup is fetched again, so
// that the server stays the only one who renders a row. Rows that are there already stay, with what they show.

const notice = document.querySelector("[data-notice]");

export class WatchList {
  #changed;

  // `changed()` is called when the markup has changed.
  constructor(changed) {
    this.#changed = changed;
    document.addEventListener("submit", (event) => {
      if (!event.target.matches("form[data-watch]")) return;
      event.preventDefault();
      this.#post(event.target.action, new FormData(event.target, event.submitter), event.submitter);
    });
  }

  add(url, symbol) {
    const form = new FormData();
    form.append("symbol", symbol);
    return this.#post(url, form, null);
  }

  async #post(url, form, button) {
    try {
      const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
      const headers = { Accept: "application/json", "X-CSRFToken": token };
      const answer = await fetch(url, { method: "POST", body: form, headers });
      if (!answer.ok) throw new Error(await said(answer));
      const place = placeOf(button);
      adopt(await fetchPage());
      tell("");
      this.#changed();
      place();
    } catch (error) {
      tell(error instanceof TypeError ? "The server cannot be reached. Your list was not changed." : error.message);
    }
  }
}

// What the server said of a refusal.
async function said(answer) {
  if (answer.headers.get("Content-Type")?.startsWith("application/json")) return (await answer.json()).error;
  return "Your list was not changed. Reload the page and try again.";
}

function tell(text) {
  notice.textContent = text;
  notice.hidden = !text;
}

async function fetchPage() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function adopt(fresh) {
  for (const region of document.querySelectorAll("[data-adopt]")) {
    const next = fresh.querySelector(`[data-adopt="${region.dataset.adopt}"]`);
    const [rows, nextRows] = [region.querySelector("tbody"), next?.querySelector("tbody")];
    if (rows && nextRows) adoptRows(rows, nextRows);
    else if (next) region.replaceWith(next);
  }
}

function adoptRows(rows, nextRows) {
  const wanted = new Set([...nextRows.rows].map((row) => row.dataset.symbol));
  for (const row of [...rows.rows]) if (!wanted.has(row.dataset.symbol)) row.remove();
  [...nextRows.rows].forEach((row, index) => {
    if (rows.rows[index]?.dataset.symbol !== row.dataset.symbol) rows.insertBefore(row, rows.rows[index] ?? null);
  });
}

// Where the focus goes when its button is gone: the same place in the next row, else the search.
function placeOf(button) {
  const index = button?.closest("tr")?.sectionRowIndex;
  return () => {
    if (!button || button.isConnected) return;
    const rows = document.querySelector("[data-adopt=list] tbody")?.rows ?? [];
    const next = rows[Math.min(index ?? 0, rows.length - 1)]?.querySelector("button");
    (document.querySelector(".sheet-watch button") ?? next ?? document.getElementById("search")).focus();
  };
}
