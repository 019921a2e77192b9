import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { refuseUnservable } from "./unservable";

function answerOf(method: string, url: string): { status: number; allow: unknown; sentence: string } | null {
  const answer = { status: 0, allow: undefined as unknown, sentence: "" };
  const response = {
    setHeader: (_name: string, value: unknown) => {
      answer.allow = value;
    },
    writeHead: (status: number) => {
      answer.status = status;
      return response;
    },
    end: (sentence: string) => {
      answer.sentence = sentence;
    },
  };
  const request = { method, url, resume: () => {} };
  return refuseUnservable(request as unknown as IncomingMessage, response as unknown as ServerResponse) ? answer : null;
}

test.each([
  ["GET", "/%", 400, undefined, /percent sign/],
  ["POST", "/_next/static/%ff?x", 400, undefined, /percent sign/],
  ["POST", "/_next/static/x.js", 405, "GET, HEAD", /only be read/],
  ["DELETE", "/_next/", 405, "GET, HEAD", /only be read/],
  ["GET", "/api/auth/callback/credentials?x=1", 405, "POST", /takes a POST/],
  ["HEAD", "/api/auth/callback/credentials", 405, "POST", /takes a POST/],
])("%s %s is the asker's fault", (method, url, status, allow, says) => {
  expect(answerOf(method, url)).toEqual({ status, allow, sentence: expect.stringMatching(says) });
});

test.each([
  ["GET", "/_next/static/x.js"],
  ["POST", "/api/auth/callback/credentials"],
  ["GET", "/api/auth/csrf"],
  ["GET", "/sign-in?x=%"],
  ["POST", "/"],
])("%s %s is for Next.js", (method, url) => {
  expect(answerOf(method, url)).toBeNull();
});
