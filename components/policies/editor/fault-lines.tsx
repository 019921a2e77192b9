import { Mark } from "#components/patterns/mark";
import type { PolicyFault } from "#lib/domain/policy/faults";

/** What is wrong with a part that has no field of its own. */
export function FaultLines({ id, faults }: { id?: string; faults: readonly PolicyFault[] }) {
  if (faults.length === 0) return null;
  return (
    <div id={id} role="alert" className="grid gap-1">
      {faults.map(({ path, code, message }) => (
        <p key={path + code} className="hint is-danger">
          <Mark shape="danger" tone="danger" />
          <span className="min-w-0 wrap-anywhere">{message}</span>
        </p>
      ))}
    </div>
  );
}
