import { describeAuditKeyContract } from "./contract-audit-key";

describeAuditKeyContract("SoftHSM2");
