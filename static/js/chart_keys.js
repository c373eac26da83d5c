// The keys of the chart: it is read bar by bar, like a slider. `on` is told: step(by), end(last), leave(), zoom(factor).

const PAGE = 10; // bars

export function keys(frame, on) {
  const acts = {
    ArrowLeft: () => on.step(-1),
    ArrowRight: () => on.step(1),
    PageDown: () => on.step(-PAGE),
    PageUp: () => on.step(PAGE),
    Home: () => on.end(false),
    End: () => on.end(true),
    Escape: () => on.leave(),
    "+": () => on.zoom(0.8),
    "=": () => on.zoom(0.8),
    "-": () => on.zoom(1.25),
  };
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !acts[event.key]) return;
    event.preventDefault();
    acts[event.key]();
  });
  frame.addEventListener("blur", () => on.leave());
}
