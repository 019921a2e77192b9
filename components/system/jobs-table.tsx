import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { Health } from "#components/patterns/health";
import { Time } from "#components/patterns/time";
import { count } from "#lib/console/words/plural";
import { jobWords } from "#lib/console/words/rotation-words";
import { JOBS } from "#lib/domain/job";
import type { ReplyOf } from "#lib/wire/catalog";

type Job = ReplyOf<"describeSystem">["jobs"][number];

const never = <span className="faint">{jobWords.never}</span>;

const COLUMNS: readonly Column<Job>[] = [
  { id: "name", label: jobWords.job, narrow: "name", cell: (job) => <span className="name">{JOBS[job.name].label}</span> },
  {
    id: "status",
    label: jobWords.status,
    className: "c-176",
    narrow: "operations",
    cell: (job) => <Health status={job.status} label={job.status === "failing" ? jobWords.failing(job.failures_in_a_row) : undefined} />,
  },
  {
    id: "last",
    label: jobWords.last,
    className: "c-112",
    narrow: "fact",
    cell: (job) => (job.last_run ? <Time milliseconds={job.last_run} /> : never),
  },
  {
    id: "next",
    label: jobWords.next,
    className: "c-112",
    narrow: "aside",
    cell: (job) => (job.next_run ? <Time milliseconds={job.next_run} isPlanned /> : never),
  },
  { id: "failures", label: jobWords.failures, className: "c-112", isNumber: true, cell: (job) => count(job.failures) },
];

/** What happens without anybody calling, and how it fares; below it, the last failure of each that had one. */
export function JobsTable({ jobs }: { jobs: readonly Job[] }) {
  const failed = jobs.filter((job) => job.last_failure);
  return (
    <section aria-label={jobWords.title} className="section system-part">
      <h2>{jobWords.title}</h2>
      <p className="hint">{jobWords.lead}</p>
      <DataTable label={jobWords.title} className="table-lines mt-2" columns={COLUMNS} rows={jobs} rowKey={(job) => job.name} />
      {failed.map((job) => (
        <p key={job.name} className="hint mt-2 wrap-anywhere">
          {jobWords.lastFailure}, {JOBS[job.name].label}: <Time milliseconds={job.last_failure} isFocusable />
          {job.failure ? ` · ${job.failure}` : ""}
        </p>
      ))}
    </section>
  );
}
