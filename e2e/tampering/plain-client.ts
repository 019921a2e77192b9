/** A client that takes any answer: what the reference says of refusals is not asked here. */
import { ApiClient, type Reply } from "../harness/api-client";

export class PlainClient extends ApiClient {
  static like({ apiUrl, token, projectId }: ApiClient): PlainClient {
    return new PlainClient(apiUrl, token, projectId);
  }

  override async send(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}): Promise<Reply> {
    const auth: Record<string, string> = this.token === "" ? {} : { "X-Auth-Token": this.token };
    const response = await fetch(`${this.apiUrl}${path}`, {
      method,
      headers: { "Content-Type": "application/json", ...auth, ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    const parsed = text === "" ? null : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: parsed, code: parsed?.error?.error_code ?? "" };
  }
}
