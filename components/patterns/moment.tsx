import { Time } from "#components/patterns/time";

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/** A moment whose date matters: the date in UTC, then how far away it is. @param milliseconds epoch, as the wire gives it */
export function Moment({ milliseconds, isPlanned = false }: { milliseconds: string; isPlanned?: boolean }) {
  return (
    <span>
      <span>{exact.format(new Date(Number(milliseconds)))} UTC</span>
      <span className="text-muted">
        {" · "}
        <Time milliseconds={milliseconds} isPlanned={isPlanned} />
      </span>
    </span>
  );
}
