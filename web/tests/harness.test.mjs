// The harness itself, against what the specification prints.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Receiver } from "./support/receiver.mjs";
import { signature, timestamp } from "./support/signature.mjs";
import { parse } from "./support/xml.mjs";

test("signatures are those of the worked examples (§2.5)", () => {
  const launch = {
    method: "rustici.registration.launch",
    appid: "K3XQ0M7T2A",
    origin: "acme.lms.2.1",
    ts: "20240229083015",
    applib: "php",
    regid: "reg-100",
    redirecturl: "https://lms.example/back?c=7&u=Zoë",
    learnerTags: "north,night shift",
  };
  assert.equal(signature(Object.entries(launch), "s3cretKey"), "26284c8d101372944b4f6c6fbf70e7ac");
  const files = [["appid", "A"], ["file", "zeta.zip"], ["file", "Alpha.zip"], ["file", "beta.zip"]];
  assert.equal(signature(files, "k"), "ed489a552cd83a38f41b1065a8a5217d");
  assert.equal(timestamp(new Date("2024-02-29T08:30:15.999Z")), "20240229083015");
});

test("answers are read: attributes, CDATA, entities, empty elements", () => {
  const rsp = parse('<?xml version="1.0" encoding="utf-8" ?>\n<rsp stat="ok"><a id="1 &amp; 2" >x&#233;<b/><![CDATA[<&>]]></a><c></c></rsp>');
  assert.equal(rsp.attributes.stat, "ok");
  assert.equal(rsp.find("a").attributes.id, "1 & 2");
  assert.equal(rsp.text("a"), "xé<&>");
  assert.equal(rsp.text("c"), "");
  assert.throws(() => parse("<a><b></a>"), /closes/);
  assert.throws(() => parse("<a>"), /whole/);
});

test("a receiver misbehaves as told, and keeps what came", async () => {
  const receiver = await Receiver.start();
  const inbox = receiver.inbox("one", [503, "drop"]);
  const post = () => fetch(inbox.url, { method: "POST", body: "<registrationreport><complete>complete</complete></registrationreport>" });
  assert.equal((await post()).status, 503);
  await assert.rejects(post());
  assert.equal((await post()).status, 200);
  assert.equal(inbox.received.length, 3);
  assert.equal((await inbox.results({ complete: "complete" })).method, "POST");
  await receiver.stop();
});
