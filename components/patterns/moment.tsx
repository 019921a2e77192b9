import { Time } from "#components/patterns/time";

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/** A moment whose date matters: the date in UTC, then how far away it is, where there is room. @param milliseconds epoch, as the wire gives it */
export function Moment({ milliseconds, isShort = false }: { milliseconds: string; isShort?: boolean }) {
  return (
    <span>
      <span>{exact.format(new Date(Number(milliseconds)))} UTC</span>
      {isShort ? null : (
        <span className="muted">
          {" · "}
          <Time milliseconds={milliseconds} />
        </span>
      )}
    </span>
  );
}
