import { describeFailing } from "./contract-failing";

describeFailing("SoftHSM2");
