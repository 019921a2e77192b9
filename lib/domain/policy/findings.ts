/** Gathers what is wrong with a policy while it is checked: the first faults with their places, since nobody mends a hundred at once. */
import { type PolicyFault, type PolicyFaultCode, quote, sentenceOf } from "./faults";
import { formatPath, type JsonPath, type Span, toLineAndColumn } from "./json-tree";

const MOST_FAULTS = 20;

export class Findings {
  readonly faults: PolicyFault[] = [];

  constructor(private readonly text: string) {}

  get isFull(): boolean {
    return this.faults.length >= MOST_FAULTS;
  }

  /**
   * @param what.it what is wrong, as it stands in the policy
   * @param what.name what is wrong, by a name of ours
   * @param what.hint words of the check, or `brief` text of the policy
   */
  add(code: PolicyFaultCode, path: JsonPath, { start, end }: Span, what: { it?: string; name?: string; hint?: string } = {}): void {
    if (this.isFull) return;
    const message = sentenceOf(code, what.name ?? quote(what.it ?? ""), what.hint ?? "");
    this.faults.push({ code, message, path: formatPath(path), start, end, ...toLineAndColumn(this.text, start) });
  }
}
