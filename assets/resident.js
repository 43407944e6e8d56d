// Scripts of residents' pages. Everything works without them; they only save trouble.
import { Button, CharacterCount, Checkboxes, ErrorSummary, Radios } from "govuk-frontend";
import { countWords, offerMoving, shareOut } from "./js/answering.js";
import { offerCopying } from "./js/copy.js";
import { workBeforeSending } from "./js/effort.js";
import { keepWords } from "./js/keep.js";
import { offerPrinting } from "./js/print.js";
import { start } from "./js/start.js";

start([
  [Button, { preventDoubleClick: true }], [CharacterCount], [Checkboxes], [ErrorSummary], [Radios],
]);
offerMoving();
workBeforeSending();
keepWords();
countWords();
shareOut();
offerCopying();
offerPrinting();
