// The browser's own notifications. Asked for only where somebody chooses them.

// "granted", "denied", "default" (nobody was asked), or "missing" where the browser has none here.
export const permission = () => globalThis.Notification?.permission ?? "missing";

export async function ask() {
  return permission() === "default" ? Notification.requestPermission() : permission();
}

// `tag` is the same for what is the same, so that it stands there once.
export async function notify(title, body, tag) {
  if (permission() !== "granted") return;
  const options = { body, tag };
  try {
    const shown = new Notification(title, options);
    shown.onclick = () => {
      focus();
      shown.close();
    };
  } catch {
    // On a phone only a service worker may show one.
    const worker = await navigator.serviceWorker?.getRegistration();
    await worker?.showNotification(title, options);
  }
}
