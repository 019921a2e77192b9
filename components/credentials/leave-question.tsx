"use client";
import { Banner } from "#components/patterns/banner";
import { Button } from "#components/ui/button";
import { credentialsWords } from "#lib/console/words/credentials-words";

/** Asked once of whoever closes before they have kept what is shown only once. */
export function LeaveQuestion({ question, onLeave }: { question: string; onLeave: () => void }) {
  return (
    <Banner
      tone="caution"
      role="alert"
      action={
        <Button size="s" onClick={onLeave}>
          {credentialsWords.leaveAnyway}
        </Button>
      }
    >
      {question}
    </Banner>
  );
}
