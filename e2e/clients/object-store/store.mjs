/**
 * The store's HTTP door: PUT, GET, HEAD and DELETE of /{bucket}/{object}.
 * Every object is encrypted: with the project's default master key, or the customer's own where a header names it.
 */
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";
import { pipeline } from "node:stream/promises";
import { readHeader, seal, startingWith, unseal } from "../shared/sealed-file.mjs";
import { Refusal, refusalOf } from "./refusal.mjs";

const DEFAULT_KEY = "alias/obs/default";
/** A transfer may take as long as it takes, as long as something is moving. */
const IDLE_MS = 60_000;
const DRAIN_MS = 5_000;
const NAME_MAX_BYTES = 1_024;

/** @param {{keyService: import("../shared/key-service.mjs").KeyService, shelf: import("./shelf.mjs").Shelf, buckets: Map<string, string>, secret: string}} parts buckets: name → ID of the project it belongs to */
export function createStore({ keyService, shelf, buckets, secret }) {
  const proof = digest(`Bearer ${secret}`);

  /** The same work for every wrong secret. */
  function authenticate(request) {
    const isKnown = timingSafeEqual(digest(request.headers.authorization ?? ""), proof);
    if (!isKnown) throw new Refusal(401, "AccessDenied", "Send the store's secret as Authorization: Bearer …");
  }

  function locate(url) {
    const [, bucket = "", name = ""] = /^\/([^/?#]*)\/([^?#]+)$/.exec(url) ?? [];
    const project = buckets.get(bucket);
    if (project === undefined) throw new Refusal(404, "NoSuchBucket", "There is no such bucket, or the path is not /{bucket}/{object}.");
    return { bucket, project, name: decoded(name) };
  }

  async function put(request, response, { bucket, project, name }) {
    const signal = closing(response);
    const upload = randomUUID();
    const wanted = wantedKey(request.headers);
    let used;
    const newKey = async (segment, keyId = wanted) => {
      const made = await keyService.newDataKey(project, keyId, contextOf(bucket, name, upload, segment), { signal });
      used = made.keyId;
      return made;
    };
    const pieces = seal(bodyOf(request), { upload, type: request.headers["content-type"] ?? "application/octet-stream" }, newKey);
    try {
      // The first data key comes before any of the body, so that whoever has no grant need not send it.
      const { value: first } = await pieces.next();
      if (request.headers.expect !== undefined) response.writeContinue();
      await shelf.write(bucket, name, startingWith(first, pieces));
    } finally {
      await pieces.return();
    }
    response.writeHead(200, { ...sseHeaders(used, upload), "content-length": 0 }).end();
  }

  async function get(request, response, { bucket, project, name }) {
    const file = await shelf.read(bucket, name);
    if (file === null) throw new Refusal(404, "NoSuchKey", "There is no such object.");
    let pieces;
    try {
      const signal = closing(response);
      const stored = await readHeader(file);
      const { key, upload, type } = stored.fields;
      const openKey = (segment, wrapped) =>
        keyService.openDataKey(project, key, wrapped, contextOf(bucket, name, upload, segment), { signal });
      pieces = unseal(file, stored, openKey);
      // Nothing is said of an object before its first frame, and with it the header, is proven.
      const { value: first } = await pieces.next();
      response.strictContentLength = request.method === "GET";
      response.writeHead(200, {
        ...sseHeaders(key, upload),
        "content-type": type,
        "content-length": stored.plainBytes,
        "x-content-type-options": "nosniff",
      });
      // When a later frame is refused the connection breaks: the length that was promised is never reached.
      if (request.method === "HEAD") response.end();
      else await pipeline(startingWith(first, pieces), response);
    } finally {
      await pieces?.return();
      await file.close();
    }
  }

  async function remove(_request, response, { bucket, name }) {
    await shelf.remove(bucket, name);
    response.writeHead(204).end();
  }

  const verbs = new Map(Object.entries({ PUT: put, GET: get, HEAD: get, DELETE: remove }));

  async function serve(request, response) {
    try {
      authenticate(request);
      const verb = verbs.get(request.method);
      if (verb === undefined) throw new Refusal(405, "MethodNotAllowed", "Use PUT, GET, HEAD or DELETE.");
      await verb(request, response, locate(request.url));
    } catch (error) {
      refuse(request, response, error, refusalOf(error, keyService.userId));
    }
  }

  const server = createServer({ requestTimeout: 0, headersTimeout: 10_000 }, serve);
  server.timeout = IDLE_MS;
  server.on("checkContinue", serve);
  return server;
}

function refuse(request, response, error, { status, code, message }) {
  // Whoever has gone is told nothing, and nothing has failed.
  if (response.destroyed && !response.headersSent) return;
  if (status >= 500 || response.headersSent) console.error(JSON.stringify({ method: request.method, status, code, cause: error.message }));
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ code, message });
  const retry = status === 503 ? { "retry-after": 5 } : {};
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...retry });
  response.end(request.method === "HEAD" ? undefined : body);
  // What is still on its way is taken and dropped, so that the client comes to read the answer; but not for ever.
  request.resume();
  setTimeout(() => request.complete || request.destroy(), DRAIN_MS).unref();
}

/** S3's spelling of the headers, and OBS's. */
function wantedKey(headers) {
  const mode = headers["x-obs-server-side-encryption"] ?? headers["x-amz-server-side-encryption"];
  const keyId = headers["x-obs-server-side-encryption-kms-key-id"] ?? headers["x-amz-server-side-encryption-aws-kms-key-id"];
  if (mode !== undefined && mode !== "kms" && mode !== "aws:kms") {
    throw new Refusal(400, "InvalidEncryption", 'Objects are encrypted with "kms" (or "aws:kms") here.');
  }
  if (mode === undefined && keyId !== undefined) {
    throw new Refusal(400, "InvalidEncryption", "A key ID needs the header x-obs-server-side-encryption: kms.");
  }
  return keyId ?? DEFAULT_KEY;
}

function sseHeaders(keyId, upload) {
  return {
    etag: `"${upload}"`,
    "x-obs-server-side-encryption": "kms",
    "x-obs-server-side-encryption-kms-key-id": keyId,
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-server-side-encryption-aws-kms-key-id": keyId,
  };
}

/** What a data key opens for, and nothing else: this piece of this upload of this object. */
function contextOf(bucket, object, upload, segment) {
  return { service: "obs", bucket, object, upload, segment: String(segment) };
}

/** The body; its end is one only if all of it came. */
async function* bodyOf(request) {
  yield* request.iterator({ destroyOnReturn: false });
  if (!request.complete) throw new Refusal(400, "IncompleteBody", "The upload was broken off.");
}

/** Nobody waits any more. */
function closing(response) {
  const controller = new AbortController();
  response.once("close", () => controller.abort());
  return controller.signal;
}

function decoded(name) {
  try {
    const text = decodeURIComponent(name);
    if (Buffer.byteLength(text) <= NAME_MAX_BYTES && !text.includes("\0")) return text;
  } catch {
    // As below.
  }
  throw new Refusal(400, "InvalidObjectName", `An object's name has up to ${NAME_MAX_BYTES} bytes of UTF-8, percent-encoded, without NUL.`);
}

function digest(text) {
  return createHash("sha256").update(text).digest();
}
