// The chart's code is a third of its page, so it is fetched when the chart is near the window, after the first paint.
// `chart` is the promise of it, for those that draw onto it.

const NEAR = "400px";

export const chart = near(document.querySelector("[data-chart]")).then(() => import("./chart.js"));

function near(frame) {
  return new Promise((come) => {
    const looking = new IntersectionObserver(
      (seen) => {
        if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
        looking.disconnect();
        come();
      },
      { rootMargin: NEAR },
    );
    looking.observe(frame);
  });
}
