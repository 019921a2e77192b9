"use client";
import { inHours, nothing, type Part } from "#components/gallery/state";
import { Banner } from "#components/patterns/banner";
import { Chip } from "#components/patterns/chip";
import { CodeLine } from "#components/patterns/code-line";
import { Countdown } from "#components/patterns/countdown";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { Fact, Facts } from "#components/patterns/facts";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Health } from "#components/patterns/health";
import { KeyState } from "#components/patterns/key-state";
import { Mark, type MarkShape, type MarkTone } from "#components/patterns/mark";
import { Meter } from "#components/patterns/meter";
import { Moment } from "#components/patterns/moment";
import { PageHead } from "#components/patterns/page-head";
import { ProgressBar } from "#components/patterns/progress-bar";
import { RestoredNote } from "#components/patterns/restored-note";
import { Time } from "#components/patterns/time";
import { Button } from "#components/ui/button";

const REQUEST = "5b0e6e1f7c1d4e0a9a6d3b2f1c0e9d8a";
const MARKS: readonly (readonly [MarkShape, MarkTone])[] = [
  ["ok", "positive"],
  ["caution", "caution"],
  ["danger", "danger"],
  ["note", "plain"],
  ["dot", "plain"],
  ["disabled", "plain"],
  ["deletion", "danger"],
  ["import", "caution"],
];

/** What is told: states, facts, messages and the faces of a view. */
export const NOTICES: Readonly<Record<string, Part>> = {
  "patterns/banner": {
    states: {
      plain: () => <Banner>This installation uses SoftHSM2, a software token: for trying.</Banner>,
      caution: () => (
        <Banner tone="caution" action={<Button size="s">Download anew</Button>}>
          The import items expire in 40 minutes.
        </Banner>
      ),
      danger: () => <Banner tone="danger">The keys could not be loaded.</Banner>,
      positive: () => <Banner tone="positive">The signature is valid.</Banner>,
    },
  },
  "patterns/failure-notice": {
    states: {
      "with a request": () => (
        <FailureNotice failure={{ status: 409, code: "KMS.1104", message: "The alias exists already.", requestId: REQUEST }} />
      ),
      "of the console": () => <FailureNotice failure={{ status: 0, code: "", message: "The file is empty.", requestId: "" }} />,
    },
  },
  "patterns/restored-note": { states: { shown: () => <RestoredNote onDiscard={nothing} /> } },
  "patterns/mark": {
    states: {
      shapes: () =>
        MARKS.map(([shape, tone]) => (
          <span key={shape} className="state">
            <Mark shape={shape} tone={tone} />
            {shape}
          </span>
        )),
    },
  },
  "patterns/key-state": {
    states: {
      all: () => ["2", "3", "4", "5"].map((wire) => <KeyState key={wire} wire={wire} />),
      "of another version": () => <KeyState wire="9" />,
    },
  },
  "patterns/health": {
    states: {
      well: () => <Health status="ok" />,
      failing: () => <Health status="failing" />,
      "in other words": () => <Health status="failing" label="Failing, 3 times in a row" />,
    },
  },
  "patterns/chip": {
    states: {
      filter: () => <Chip label="Status" value="Pending deletion" onRemove={nothing} />,
      "only shown": () => <Chip label="Default" />,
      "with a long value": () => <Chip label="cost-centre" value={"v".repeat(43)} onRemove={nothing} />,
    },
  },
  "patterns/meter": {
    states: {
      plain: () => <Meter label="7 of 100 keys" share={0.07} />,
      accent: () => <Meter label="40 of 100 keys" share={0.4} tone="accent" />,
      caution: () => <Meter label="86 of 100 keys" share={0.86} tone="caution" />,
    },
  },
  "patterns/progress-bar": {
    states: {
      half: () => <ProgressBar label="Encrypting" done={50} total={100} />,
      "nobody knows": () => <ProgressBar label="Working" done={0} total={null} />,
    },
  },
  "patterns/facts": {
    states: {
      normal: () => (
        <Facts label="Facts of the key" className="">
          <Fact label="Status">
            <KeyState wire="2" />
          </Fact>
          <Fact label="Origin">KMS</Fact>
          <Fact label="Key Algorithm">AES_256</Fact>
        </Facts>
      ),
    },
  },
  "patterns/time": {
    states: {
      past: () => <Time milliseconds={inHours(-30)} />,
      "to come": () => <Time milliseconds={inHours(72)} isFocusable />,
    },
  },
  "patterns/moment": { states: { "to come": () => <Moment milliseconds={inHours(72)} /> } },
  "patterns/countdown": { states: { "to come": () => <Countdown milliseconds={inHours(170)} /> } },
  "patterns/code-line": {
    states: {
      command: () => <CodeLine lead="Make the key material" line="openssl rand -out PlaintextKeyMaterial.bin 32" what="OpenSSL command" />,
    },
  },
  "patterns/page-head": {
    isWide: true,
    states: {
      "with actions": () => (
        <PageHead title="Key Management Service" beside={<p className="hint">7 of 100 keys</p>}>
          <Button>Import Key</Button>
          <Button kind="primary">Create Key</Button>
        </PageHead>
      ),
    },
  },
  "patterns/empty-state": {
    states: {
      empty: () => (
        <EmptyState title="No keys yet" hint="Its material never leaves the HSM. Create the first one to begin.">
          <Button kind="primary">Create Key</Button>
        </EmptyState>
      ),
      "no match": () => (
        <EmptyState title="No key matches these filters" hint="Change the filters, or clear them to see all keys.">
          <Button>Clear filters</Button>
        </EmptyState>
      ),
    },
  },
  "patterns/error-state": {
    states: {
      "can be tried again": () => (
        <ErrorState title="The keys could not be loaded" message="The service does not answer." requestId={REQUEST} onRetry={nothing} />
      ),
    },
  },
};
