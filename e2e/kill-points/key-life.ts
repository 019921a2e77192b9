/** Keys from their creation on, one after the other: used, rotated, imported, granted, tagged, disabled and deleted. */
import { randomBytes } from "node:crypto";
import { wrapForImport } from "#lib/hsm/testing/wrap-for-import";
import type { ApiClient } from "../harness/api-client";
import type { Chance } from "../harness/chance";
import { sql } from "../harness/database";
import { tagsOf } from "../harness/tags";
import { Life, type Step } from "./life";

const ENABLED = "2";
const DISABLED = "3";
const PENDING_DELETION = "4";
const PENDING_IMPORT = "5";

type Known = {
  readonly alias: string;
  readonly state: string;
  readonly versions: number;
  readonly grants: number;
  readonly tag: string;
} | null;
type Ciphertext = { readonly keyId: string; readonly cipherText: string; readonly plainText: string };

/** So many steps one key is for. */
const STEPS_A_KEY = 12;
const VERSIONS_AT_MOST = 4;

export class KeyLife extends Life<Known> {
  /** Of the key of now. */
  #keyId = "";
  #isExternal = false;
  #material = Buffer.alloc(0);
  #age = 0;
  #count = 0;
  #grantIds: string[] = [];
  /** All that were ever handed out, of keys that decrypt still. */
  readonly ciphertexts: Ciphertext[] = [];

  constructor(
    name: string,
    readonly client: ApiClient,
    readonly dataDir: string,
    readonly chance: Chance,
  ) {
    super(name, null);
  }

  protected next(): Step<Known> {
    const { known } = this;
    if (known === null || this.#age >= STEPS_A_KEY) return this.#create();
    this.#age += 1;
    const steps = this.#stepsFrom(known);
    return this.chance.pick(steps)();
  }

  #create(): Step<Known> {
    this.known = null;
    this.#count += 1;
    this.#age = 0;
    this.#grantIds = [];
    this.#isExternal = this.chance.percent(35);
    this.#material = randomBytes(32);
    const alias = `${this.name}-${this.#count}`;
    const state = this.#isExternal ? PENDING_IMPORT : ENABLED;
    return {
      name: "create-key",
      send: () => this.client.call("create-key", { key_alias: alias, ...(this.#isExternal && { origin: "external" }) }),
      after: { alias, state, versions: this.#isExternal ? 0 : 1, grants: 0, tag: "" },
      take: ({ body }) => {
        this.#keyId = body.key_info.key_id;
      },
    };
  }

  #stepsFrom(known: NonNullable<Known>): (() => Step<Known>)[] {
    const key_id = this.#keyId;
    const call = (name: string, input: object, after: Partial<NonNullable<Known>>, take?: Step<Known>["take"]) => () => ({
      name,
      send: () => this.client.call(name, { key_id, ...input }),
      after: { ...known, ...after },
      ...(take && { take }),
    });
    const tag = () => this.#tag(known);
    const grant = { grantee_principal: this.chance.hex(32), operations: ["describe-key"] };
    const grants = [
      call("create-grant", grant, { grants: known.grants + 1 }, (reply) => this.#grantIds.push(reply.body.grant_id)),
      ...(this.#grantIds.length === 0
        ? []
        : [call("revoke-grant", { grant_id: this.#grantIds.at(-1) }, { grants: known.grants - 1 }, () => this.#grantIds.pop())]),
    ];
    const schedule = call("schedule-key-deletion", { pending_days: "7" }, { state: PENDING_DELETION });
    if (known.state === PENDING_DELETION) return [call("cancel-key-deletion", {}, { state: DISABLED })];
    if (known.state === PENDING_IMPORT) return [() => this.#import(known)];
    if (known.state === DISABLED) return [call("enable-key", {}, { state: ENABLED }), schedule, tag];
    return [
      ...[1, 2, 3].map(() => () => this.#encrypt(key_id)),
      call("disable-key", {}, { state: DISABLED }),
      schedule,
      tag,
      ...grants,
      ...(this.#isExternal ? [call("delete-imported-key-material", {}, { state: PENDING_IMPORT, versions: 0 })] : []),
      ...(this.#isExternal || known.versions >= VERSIONS_AT_MOST ? [] : [call("rotate-on-demand", {}, { versions: known.versions + 1 })]),
    ];
  }

  #encrypt(keyId: string): Step<Known> {
    const plainText = this.chance.hex(24);
    return {
      name: "encrypt-data",
      send: () => this.client.call("encrypt-data", { key_id: keyId, plain_text: plainText }),
      take: ({ body }) => this.ciphertexts.push({ keyId, cipherText: body.cipher_text, plainText }),
    };
  }

  #tag(known: NonNullable<Known>): Step<Known> {
    const value = this.chance.hex(6);
    const body = JSON.stringify({ tag: { key: "kept", value } });
    return {
      name: "create-key-tag",
      send: () => this.client.send("POST", `/v1.0/${this.client.projectId}/kms/${this.#keyId}/tags`, body),
      after: { ...known, tag: value },
    };
  }

  /** The key's own material, each time. */
  #import(known: NonNullable<Known>): Step<Known> {
    const key_id = this.#keyId;
    const wrapping_algorithm = "RSAES_OAEP_SHA_256";
    return {
      name: "import-key-material",
      send: async () => {
        const asked = await this.client.call("get-parameters-for-import", { key_id, wrapping_algorithm });
        if (asked.status !== 200) return asked;
        const wrapped = wrapForImport(wrapping_algorithm, Buffer.from(asked.body.public_key, "base64"), this.#material);
        const { import_token } = asked.body;
        return this.client.call("import-key-material", { key_id, import_token, encrypted_key_material: wrapped.toString("base64") });
      },
      after: { ...known, state: ENABLED, versions: 1 },
    };
  }

  protected async observe(after: Known | undefined): Promise<Known> {
    const alias = this.known?.alias ?? after?.alias;
    const rows = await sql<{ id: string; versions: number }>(
      this.dataDir,
      `select id, (select count(*)::int from key_version where key_id = cmk.id and wrapped is not null) as versions
       from cmk where alias = $1 and project_id = $2`,
      [alias, this.client.projectId],
    );
    const [row] = rows;
    if (row === undefined || alias === undefined) return null;
    if (rows.length > 1) throw new Error(`${this.name}: ${rows.length} keys are called ${alias}`);
    this.#keyId = row.id;
    const key_id = row.id;
    const { body } = await this.client.call("describe-key", { key_id });
    const { grants } = (await this.client.call("list-grants", { key_id })).body as { grants: { grant_id: string }[] };
    this.#grantIds = grants.map(({ grant_id }) => grant_id);
    const tag = (await tagsOf(this.client, key_id)).kept ?? "";
    return { alias, state: body.key_info.key_state, versions: row.versions, grants: grants.length, tag };
  }

  /** @param most of the newest @returns what does not decrypt though its key would */
  async lost(most: number): Promise<string[]> {
    const wrong: string[] = [];
    for (const { keyId, cipherText, plainText } of this.ciphertexts.slice(-most)) {
      const { status, body } = await this.client.call("decrypt-data", { cipher_text: cipherText });
      if (status === 200 ? body.plain_text === plainText : await this.#isOff(keyId)) continue;
      wrong.push(`${this.name}: a ciphertext of ${keyId}: ${status} ${JSON.stringify(body)}`);
    }
    return wrong;
  }

  async #isOff(key_id: string): Promise<boolean> {
    const { status, body } = await this.client.call("describe-key", { key_id });
    return status === 200 && body.key_info.key_state !== ENABLED;
  }
}
