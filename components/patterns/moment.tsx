import { Time } from "#components/patterns/time";

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

type Props = {
  /** Epoch, as the wire gives it. */
  milliseconds: string;
  /** Without how far away it is. */
  isShort?: boolean;
  /** It is to come: once it has passed it is due. */
  isPlanned?: boolean;
};

/** A moment whose date matters: the date in UTC, then how far away it is, where there is room. */
export function Moment({ milliseconds, isShort = false, isPlanned = false }: Props) {
  return (
    <span>
      <span>{exact.format(new Date(Number(milliseconds)))} UTC</span>
      {isShort ? null : (
        <span className="muted">
          {" · "}
          <Time milliseconds={milliseconds} isPlanned={isPlanned} />
        </span>
      )}
    </span>
  );
}
