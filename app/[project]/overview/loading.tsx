import { OverviewWaiting } from "#components/overview/overview-waiting";
import { PageHead } from "#components/patterns/page-head";
import { overviewWords } from "#lib/console/words/overview/overview-words";

export default function Loading() {
  return (
    <>
      <PageHead title={overviewWords.title} />
      <OverviewWaiting />
    </>
  );
}
