// Text where it differs from what stands there. The node that holds it stays: to make another costs as much again.

export function put(element, text) {
  const [node] = element.childNodes;
  if (element.childNodes.length !== 1 || node.nodeType !== Node.TEXT_NODE) element.textContent = text;
  else if (node.data !== text) node.data = text;
}
