/** Policies of an account: written, changed and deleted. */
import type { ApiClient } from "../harness/api-client";
import type { Chance } from "../harness/chance";
import { Life, type Step } from "./life";

const ROLES = "/v3.0/OS-ROLE/roles";

type Known = { readonly name: string; readonly description: string } | null;

export class PolicyLife extends Life<Known> {
  #id = "";
  #count = 0;

  /** @param admin who may write policies */
  constructor(
    name: string,
    readonly admin: ApiClient,
    readonly chance: Chance,
  ) {
    super(name, null);
  }

  protected next(): Step<Known> {
    if (this.known === null) return this.#write("POST", "", { name: `${this.name}-${++this.#count}`, description: "" });
    const { name } = this.known;
    if (this.chance.percent(70)) return this.#write("PATCH", `/${this.#id}`, { name, description: this.chance.hex(8) });
    return { name: "delete-policy", send: () => this.admin.send("DELETE", `${ROLES}/${this.#id}`), after: null };
  }

  #write(method: string, path: string, after: NonNullable<Known>): Step<Known> {
    const policy = { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:list"] }] };
    const role = { display_name: after.name, type: "XA", description: after.description, policy };
    return {
      name: `${method} policy`,
      send: () => this.admin.send(method, `${ROLES}${path}`, JSON.stringify({ role })),
      after,
      take: ({ body }) => {
        this.#id = body.role.id;
      },
    };
  }

  protected async observe(after: Known | undefined): Promise<Known> {
    const name = this.known?.name ?? after?.name;
    const { roles } = (await this.admin.send("GET", `${ROLES}?per_page=300`)).body as {
      roles: { id: string; display_name: string; description: string }[];
    };
    const found = roles.find(({ display_name }) => display_name === name);
    if (found === undefined) return null;
    this.#id = found.id;
    return { name: found.display_name, description: found.description };
  }
}
