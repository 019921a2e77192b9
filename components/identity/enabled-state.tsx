import { Mark } from "#components/patterns/mark";
import { identityWords } from "#lib/console/words/identity/identity-words";

/** Whether a user or a project is enabled: a mark of its own shape, then the word. */
export function EnabledState({ isEnabled }: { isEnabled: boolean }) {
  return (
    <span className="state">
      <Mark shape={isEnabled ? "ok" : "disabled"} tone={isEnabled ? "positive" : "plain"} />
      {isEnabled ? identityWords.enabled : identityWords.disabled}
    </span>
  );
}
