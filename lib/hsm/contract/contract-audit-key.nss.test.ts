import { describeAuditKeyContract } from "./contract-audit-key";

describeAuditKeyContract("NSS softokn");
