// The pages of an LMS, on a host name (so a site) that is neither the API's nor the content's.
import { once } from "node:events";
import { createServer } from "node:http";

const PAGES = {
  "/back": () => "<h1>Back at the LMS</h1>",
  "/frame": (url) => `<h1>A course in a frame</h1><iframe id="course" width="1000" height="700" src="${attribute(url)}"></iframe>`,
  "/popup": (url) => `<h1>A course in a window</h1><button onclick="course = window.open('${attribute(url)}', 'course')">Open</button>`,
};

/** Serves the pages until stopped. */
export class Lms {
  static async start() {
    const lms = new Lms();
    lms.server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url, "http://lms");
      const page = PAGES[pathname];
      response.writeHead(page ? 200 : 204, { "Content-Type": "text/html; charset=utf-8" });
      response.end(page && `<!DOCTYPE html><html lang="en"><title>LMS</title>${page(searchParams.get("url") ?? "")}`);
    });
    lms.server.listen(0, "127.0.0.1");
    await once(lms.server, "listening");
    lms.url = `http://lms.localhost:${lms.server.address().port}`;
    return lms;
  }

  /** Where learners come back to; the query must survive. */
  get back() {
    return `${this.url}/back?course=7&user=Zo%C3%AB`;
  }

  /** A page that shows the launch in a frame. */
  frame(launch) {
    return `${this.url}/frame?url=${encodeURIComponent(launch)}`;
  }

  /** A page that opens the launch in a window. */
  popup(launch) {
    return `${this.url}/popup?url=${encodeURIComponent(launch)}`;
  }

  async stop() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

function attribute(text) {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("'", "%27");
}
