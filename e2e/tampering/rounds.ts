/** Rounds of tampering: each is thought of, done while the product works, asked about by everybody, and put back. */
import type pg from "pg";
import { type Chance, chanceOf } from "../harness/chance";
import type { Product } from "../harness/product";
import { type Answer, beyond, isAlike, toAnswer } from "./answers";
import { Attacker, mentions, toText, type Write } from "./attacker";
import { makeForBoth, pickChange } from "./changes";
import { invent } from "./inventions";
import { QUESTIONS, type Question } from "./questions";
import { type Data, type History, type Row, readRows } from "./rows";
import type { World } from "./world";

/** What somebody has got by tampering. */
export type Finding = {
  readonly round: number;
  readonly question: string;
  readonly got: readonly string[];
  readonly written: readonly string[];
};

const AT_ONCE = 6;
/** What is only shown is the same in nearly every round. */
const SHOWN_EVERY = 5;
const DECIDED = QUESTIONS.filter(({ shown }) => shown === undefined);
const CHANGING = QUESTIONS.filter(({ changes }) => changes === true);
const STEADY = QUESTIONS.filter(({ changes, shown }) => changes !== true && shown === undefined);

type Asked = readonly { readonly question: Question; readonly answer: Answer }[];

async function askAll(world: World, questions: readonly Question[] = QUESTIONS): Promise<Asked> {
  const asked: { question: Question; answer: Answer }[] = [];
  const left = questions.map((question, index) => ({ question, index }));
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift())
      asked[next.index] = { question: next.question, answer: await next.question.ask(world) };
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return asked;
}

export class Rounds {
  readonly findings: Finding[] = [];
  /** Tamperings that the database has taken. */
  tamperings = 0;
  readonly #attacker: Attacker;
  /** What the twin answers. */
  #honest: Asked = [];

  constructor(
    readonly product: Product,
    readonly client: pg.Client,
    readonly history: History,
    readonly world: World,
    readonly twin: World,
  ) {
    this.#attacker = new Attacker(client, history.tables);
  }

  /** What the twin, which nobody touches, answers now. @returns questions of which the untouched answers differ */
  async compare(): Promise<{ question: string; honest: Answer; given: Answer }[]> {
    await this.#forgetFailures();
    this.#honest = await askAll(this.twin);
    const given = await askAll(this.world);
    const differ = this.#honest.filter(({ answer }, at) => !isAlike(answer, given[at]?.answer as Answer)).map(({ question }) => question);
    // A machine that is busy may have refused one of the two.
    const [honestAgain, givenAgain] = [await askAll(this.twin, differ), await askAll(this.world, differ)];
    this.#honest = this.#honest.map((asked) => honestAgain.find(({ question }) => question === asked.question) ?? asked);
    const pairs = honestAgain.map(({ question, answer }, at) => ({
      question: question.name,
      honest: answer,
      given: givenAgain[at]?.answer as Answer,
    }));
    return pairs.filter(({ honest, given }) => !isAlike(honest, given));
  }

  /** Asks while the rows that say something of these are gone. @returns each question, what the twin's status is, and what was given */
  async without(ids: readonly string[], tables: readonly string[], questions: readonly string[]): Promise<[string, number, number][]> {
    const gone = (await this.#read()).filter((row) => tables.includes(row.table) && mentions(row, ids));
    return this.#askWith(
      gone.map(({ table, data }) => ({ table, was: data, is: null })),
      questions,
    );
  }

  /** The same while a row has other values. */
  async having(of: string, id: string, values: Data, questions: readonly string[]): Promise<[string, number, number][]> {
    const rows = (await this.#read()).filter(({ table, data }) => table === of && data.id === id);
    return this.#askWith(
      rows.map(({ table, data }) => ({ table, was: data, is: { ...data, ...values } })),
      questions,
    );
  }

  async #askWith(writes: readonly Write[], names: readonly string[]): Promise<[string, number, number][]> {
    if ((await this.#attacker.write(writes, false)).length === 0) throw new Error("nothing was written");
    const questions = QUESTIONS.filter(({ name }) => names.includes(name));
    const asked = await askAll(this.world, questions);
    await this.#attacker.putBack();
    return asked.map(({ question, answer }) => [question.name, this.#honestAnswer(question).status, answer.status]);
  }

  #read(): Promise<Row[]> {
    const { home, other, madeAt } = this.world;
    return readRows(this.client, [home.accountId, other.accountId], madeAt);
  }

  async play(seed: number, round: number): Promise<void> {
    const chance = chanceOf(seed + round * 7_919);
    const rows = await this.#read();
    this.history.keep(rows);
    const change = chance.percent(35) ? pickChange(chance, this.twin, round) : null;
    const beingChanged = change?.of(this.world) ?? [];
    const known = { tables: this.history.tables, rows, past: this.history.past(rows) };
    const invented = Array.from({ length: 1 + chance.below(5) }, () => invent(chance, known, beingChanged));
    const meanwhile = Array.from({ length: 8 }, () => chance.pick(STEADY));
    const written: Write[] = [];
    const [, early, made] = await Promise.all([
      this.#tamper(chance, invented, written),
      this.#askMeanwhile(meanwhile),
      change === null ? null : makeForBoth(change, this.world, this.twin),
    ]);
    const look = (question: Pick<Question, "name" | "shown">, honest: Answer, given: Answer) => {
      const got = beyond(honest, question.shown !== undefined && given.status === honest.status ? { ...given, body: honest.body } : given);
      if (got.length === 0) return;
      this.findings.push({ round, question: question.name, got, written: written.map(toText) });
      // A run of an hour may end otherwise before it says so.
      console.log(JSON.stringify(this.findings.at(-1)));
    };
    for (const { question, honest, given } of early) look(question, honest, given);
    const [given, honest] = made ?? [];
    if (given && honest) {
      look({ name: `change ${change?.name}` }, toAnswer(this.twin, honest), toAnswer(this.world, given));
      const anew = await askAll(this.twin, CHANGING);
      this.#honest = this.#honest.map((asked) => anew.find(({ question }) => question === asked.question) ?? asked);
    }
    for (const { question, answer } of await askAll(this.world, round % SHOWN_EVERY === 0 ? QUESTIONS : DECIDED))
      look(question, this.#honestAnswer(question), answer);
    await this.#attacker.putBack();
    // Of whoever is changed they may have been ended.
    const isKept = ({ table, data }: Row) => ["session", "auth_token"].includes(table) && data.user_id !== this.world.people.changing?.id;
    await this.#attacker.bringBack(rows.filter(isKept));
    await this.#forgetFailures();
  }

  async #tamper(chance: Chance, invented: readonly Write[][], written: Write[]): Promise<void> {
    const atOnce = chance.percent(30) ? [invented.flat()] : invented;
    for (const writes of atOnce) {
      const done = await this.#attacker.write(writes, chance.percent(40));
      written.push(...done);
      if (done.length > 0) this.tamperings += atOnce === invented ? 1 : invented.length;
    }
  }

  async #askMeanwhile(questions: readonly Question[]): Promise<{ question: Question; honest: Answer; given: Answer }[]> {
    const asked = [];
    for (const question of questions) {
      asked.push({ question, honest: this.#honestAnswer(question), given: await question.ask(this.world) });
    }
    return asked;
  }

  #honestAnswer(question: Question): Answer {
    return this.#honest.find((each) => each.question === question)?.answer as Answer;
  }

  /** Wrong passwords and signatures are the tampering's, and make nobody wait who asks in the next round. */
  async #forgetFailures(): Promise<void> {
    await this.client.query("delete from throttle");
  }
}
