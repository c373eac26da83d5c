// node `ws` as a broadcaster: node node_ws.mjs MODULES PORT PUBLISH_PORT. Each line on the second port goes to all.

import { createServer } from "node:net";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [modules, port, publishPort] = process.argv.slice(2);
const { WebSocketServer } = createRequire(`${modules}/`)("ws");
const server = new WebSocketServer({ host: "127.0.0.1", port: Number(port), backlog: 4096, perMessageDeflate: false });

createServer((socket) => {
  createInterface({ input: socket }).on("line", (line) => {
    const text = Buffer.from(line);
    for (const client of server.clients) client.send(text, { binary: false });
  });
}).listen(Number(publishPort), "127.0.0.1");
