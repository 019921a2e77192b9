import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { Health } from "#components/patterns/health";
import { Time } from "#components/patterns/time";
import { forwardingWords } from "#lib/console/words/system-words";
import type { ReplyOf } from "#lib/wire/catalog";

type Forwarding = ReplyOf<"describeSystem">["forwarding"][number];

const nothing = <span className="faint">{forwardingWords.nothing}</span>;

const COLUMNS: readonly Column<Forwarding>[] = [
  {
    id: "name",
    label: forwardingWords.receiver,
    narrow: "name",
    cell: ({ name }) => <span className="name">{forwardingWords.names[name]}</span>,
  },
  {
    id: "status",
    label: forwardingWords.status,
    className: "c-receiver-status",
    narrow: "operations",
    cell: ({ status, failures_in_a_row }) => (
      <Health status={status} label={status === "failing" ? forwardingWords.failing(failures_in_a_row) : undefined} />
    ),
  },
  {
    id: "until",
    label: forwardingWords.until,
    className: "c-112",
    narrow: "fact",
    cell: ({ delivered_until }) => (delivered_until ? <Time milliseconds={delivered_until} /> : nothing),
  },
  {
    id: "waiting",
    label: forwardingWords.waiting,
    className: "c-waiting",
    narrow: "aside",
    cell: ({ waiting, waiting_since }) =>
      waiting_since ? (
        <>
          {forwardingWords.since(waiting)} <Time milliseconds={waiting_since} />
        </>
      ) : (
        nothing
      ),
  },
];

/** To whom traces are forwarded, and how that fares; below it, the last failure of each that had one. Nothing where nobody is named. */
export function ForwardingTable({ forwarding }: { forwarding: readonly Forwarding[] }) {
  if (forwarding.length === 0) return null;
  const failed = forwarding.filter(({ last_failure }) => last_failure);
  return (
    <section aria-label={forwardingWords.title} className="section system-part">
      <h2>{forwardingWords.title}</h2>
      <p className="hint">{forwardingWords.lead}</p>
      <DataTable
        label={forwardingWords.title}
        className="table-lines mt-2"
        columns={COLUMNS}
        rows={forwarding}
        rowKey={({ name }) => name}
      />
      {failed.map(({ name, last_failure, failure }) => (
        <p key={name} className="hint mt-2 wrap-anywhere">
          {forwardingWords.lastFailure}, {forwardingWords.names[name]}: <Time milliseconds={last_failure} isFocusable />
          {failure ? ` · ${failure}` : ""}
        </p>
      ))}
    </section>
  );
}
