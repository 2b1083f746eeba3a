export { AllowPrivate } from "./allow-private";
export { privateTarget } from "./target";
