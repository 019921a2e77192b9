import { describeImportContract } from "./contract-imports";

describeImportContract("SoftHSM2", []);
