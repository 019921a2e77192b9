import { Mark, type MarkShape, type MarkTone } from "#components/patterns/mark";
import { KEY_STATES, type KeyState as State } from "#lib/domain/key-state";
import { fromWireState } from "#lib/wire/kms/key-state";

const MARKS = {
  enabled: ["ok", "positive"],
  disabled: ["disabled", "plain"],
  pendingDeletion: ["deletion", "danger"],
  pendingImport: ["import", "caution"],
} as const satisfies Record<State, readonly [MarkShape, MarkTone]>;

/** State of a key: a mark of its own shape, then exactly the word. Only the mark is coloured. @param wire `key_state` */
export function KeyState({ wire }: { wire: string }) {
  const state = fromWireState(wire);
  if (!state) return <span className="state">{wire}</span>;
  const [shape, tone] = MARKS[state];
  return (
    <span className="state">
      <Mark shape={shape} tone={tone} />
      {KEY_STATES[state].label}
    </span>
  );
}
