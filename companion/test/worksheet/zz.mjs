import {loadWorksheet,parseWorksheet} from '/work/main/companion/src/worksheet/load.ts';
import {compilePlan} from '/work/main/companion/src/worksheet/plan.ts';
import {worksheetJsonSchema} from '/work/main/companion/src/worksheet/json-schema.ts';
import {writeFileSync} from 'node:fs';
import prettier from 'prettier';
writeFileSync('/work/main/config/worksheet.schema.json', await prettier.format(JSON.stringify(worksheetJsonSchema()),{parser:'json',printWidth:100}));
console.log(compilePlan(loadWorksheet('/work/main/config/worksheet.yaml')));
for (const t of ['a: [','', 'isActive: no\nprofil: 3\nprofile:\n  FistName: x\n  LastName: MailingAddress\n  EmailAddress: 5\n  City: a b\ncontact:\n  triggerFields: [Name, 3]\nrefresh:\n  everyMinutes: 0\n  overlapMinutes: 1.5\n', 'just text', '- a', 'refresh:\nprofile: {}'])
 try { parseWorksheet(t,'w.yaml'); console.log('ok?') } catch (e) { console.log(e.message, '\n') }
