import type { Principal } from "#components/grants/use-principals";
import { CopyButton } from "#components/patterns/copy-button";
import { grantWords } from "#lib/console/words/grant-words";

type Props = {
  id: string;
  principal: Principal | undefined;
  isSelf?: boolean;
  what: string /** Where there is room for all of the ID. */;
  isWhole?: boolean;
};

/** A user or an account: the name where it is known, and always the ID. @param what as in "Copy Grantee ID" */
export function PrincipalName({ id, principal, isSelf = false, what, isWhole = false }: Props) {
  const selfWord = principal?.type === "domain" ? grantWords.yourAccount : grantWords.you;
  const marks = [isSelf ? selfWord : "", principal?.enabled === false ? grantWords.disabled : ""].filter(Boolean);
  return (
    <span className="block min-w-0">
      {principal ? (
        <span className="block font-medium wrap-anywhere">
          {principal.name}
          {marks.length > 0 ? <span className="font-normal text-muted"> ({marks.join(", ")})</span> : null}
        </span>
      ) : null}
      <span className="inline-flex max-w-full items-center gap-1">
        <span className={isWhole ? "mono text-xs wrap-anywhere" : "mono cell-id-text text-xs"} title={id}>
          {id}
        </span>
        <CopyButton text={id} what={what} />
      </span>
    </span>
  );
}
