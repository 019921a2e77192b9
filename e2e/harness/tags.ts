/** Tagging keys for a test, by the wire. */
import type { ApiClient } from "./api-client";

export async function tagKey(client: ApiClient, keyId: string, tags: Record<string, string>): Promise<void> {
  const body = { action: "create", tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
  const reply = await client.send("POST", `/v1.0/${client.projectId}/kms/${keyId}/tags/action`, JSON.stringify(body));
  if (reply.status !== 204) throw new Error(`tags: ${reply.status} ${JSON.stringify(reply.body)}`);
}

export async function tagsOf(client: ApiClient, keyId: string): Promise<Record<string, string>> {
  const reply = await client.send("GET", `/v1.0/${client.projectId}/kms/${keyId}/tags`);
  return Object.fromEntries(reply.body.tags.map((tag: { key: string; value: string }) => [tag.key, tag.value]));
}
