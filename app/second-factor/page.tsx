import type { Metadata } from "next";
import { SecondFactorSetUp } from "#components/credentials/second-factor-set-up";
import { Brand } from "#components/shell/brand";
import { WorkplaceProvider } from "#components/shell/workplace";
import { Tooltips } from "#components/ui/tooltips";
import { orSignIn } from "#lib/console/server/enter-page";
import { requireSession } from "#lib/console/server/session";
import { publicApiUrl } from "#lib/console/server/settings";
import { toLocalPath } from "#lib/console/sign-in-path";
import { secondFactorWords } from "#lib/console/words/credentials-words";
import { words } from "#lib/console/words/words";

export const metadata: Metadata = { title: secondFactorWords.title };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** For whoever must set up a second factor before anything else: the one thing that they may do. */
export default async function SecondFactorPage({ searchParams }: Props) {
  const { next } = await searchParams;
  const { userId, userName, accountId, accountName } = await orSignIn(requireSession);
  const place = { project: null, mayDo: [], mayDoInAccount: [], basePath: "", userId, accountId, apiUrl: publicApiUrl() };
  return (
    <WorkplaceProvider place={place}>
      <div className="gate">
        <main id="main" tabIndex={-1} className="gate-in gate-wide">
          <p className="brand">
            <Brand />
          </p>
          <div className="gate-card">
            <SecondFactorSetUp
              self={{ userId, userName, accountId, accountName }}
              target={toLocalPath(typeof next === "string" ? next : undefined)}
            />
          </div>
        </main>
        <footer className="gate-foot">
          <span>{words.productLong}</span>
        </footer>
      </div>
      <Tooltips />
    </WorkplaceProvider>
  );
}
