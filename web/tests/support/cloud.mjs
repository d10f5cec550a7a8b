// An LMS's side of API V1, written from its specification alone.
import { signature, timestamp } from "./signature.mjs";
import { until } from "./until.mjs";
import { parse } from "./xml.mjs";

/** What the API answered with `stat="fail"`. */
export class ApiError extends Error {
  constructor(method, code, message) {
    super(`${method}: ${code} ${message}`);
    this.code = code;
  }
}

/** Speaks for one application. */
export class Cloud {
  constructor({ url, app, secret }) {
    this.endpoint = new URL("/EngineWebServices/api", url);
    this.app = app;
    this.secret = secret;
  }

  /** A signed address of a method; `rustici.` is added. */
  url(method, params = {}) {
    const pairs = Object.entries({ method: `rustici.${method}`, appid: this.app, ts: timestamp(), ...params });
    const query = new URLSearchParams([...pairs, ["sig", signature(pairs, this.secret)]]);
    return `${this.endpoint}?${query}`;
  }

  /** Calls a method; the answer is the `rsp` element. */
  async call(method, params = {}, file = undefined) {
    const url = this.url(method, params);
    const answer = await fetch(url, file ? { method: "POST", body: form(file) } : {});
    const body = await answer.text();
    if (answer.status !== 200) throw new Error(`${method}: HTTP ${answer.status} ${body.slice(0, 300)}`);
    const rsp = parse(body);
    const error = rsp.attributes.stat === "ok" ? undefined : rsp.find("err");
    if (error) throw new ApiError(method, error.attributes.code, error.attributes.msg);
    return rsp;
  }

  /** Imports a package as a job and waits until it is a course. */
  async importCourse(courseid, zip) {
    const token = (await this.call("course.importCourseAsync", { courseid }, zip)).find("token").text("id");
    const states = [];
    const result = await until(
      `import of ${courseid}`,
      async () => {
        const rsp = await this.call("course.getAsyncImportResult", { token });
        states.push(rsp.text("status"));
        return ["finished", "error"].includes(rsp.text("status")) && rsp;
      },
      { within: 60_000 },
    );
    const outcome = result.find("importresult");
    if (outcome?.attributes.successful !== "true") {
      throw new Error(`import of ${courseid}: ${result.text("error") ?? outcome?.text("message")}`);
    }
    return { title: outcome.text("title"), warnings: outcome.all("warning").map((warning) => warning.text()), states };
  }

  /** Registers a learner. */
  async register(courseid, regid, params = {}) {
    const learner = { learnerid: "ann@example.org", fname: "Ann", lname: "Lee" };
    await this.call("registration.createRegistration", { courseid, regid, ...learner, ...params });
  }

  /** The link that a learner's browser opens. */
  launchUrl(regid, redirecturl = "message", params = {}) {
    return this.url("registration.launch", { regid, redirecturl, ...params });
  }

  /** The report of a registration, as its element. */
  async report(regid, resultsformat = "course") {
    const rsp = await this.call("registration.getRegistrationResult", { regid, resultsformat });
    return rsp.find("registrationreport");
  }

  /** The four values of the course report, as text. */
  async results(regid) {
    return courseResults(await this.report(regid));
  }

  /** Waits until the course report has all of `expected`; the answer is the whole report. */
  async resultsBecome(regid, expected, options) {
    let last;
    const reached = async () => {
      last = await this.results(regid);
      return Object.entries(expected).every(([name, value]) => last[name] === value) && last;
    };
    return until(`results ${JSON.stringify(expected)} of ${regid}`, reached, options).catch((error) => {
      throw new Error(`${error.message}; they are ${JSON.stringify(last)}`);
    });
  }

  /** The run-time data of an activity, from the full report. */
  async runtime(regid, activity) {
    const report = await this.report(regid, "full");
    const found = report.all("activity").find((element) => element.attributes.id === activity);
    return found?.find("runtime");
  }
}

/** The four values of a course report. */
export function courseResults(report) {
  const names = ["complete", "success", "totaltime", "score"];
  return Object.fromEntries(names.map((name) => [name, report.text(name)]));
}

function form(zip) {
  const data = new FormData();
  data.append("filedata", new Blob([zip], { type: "application/zip" }), "package.zip");
  return data;
}
