import { test } from 'node:test';
import { soak } from './soak/soak.ts';
import { newFile } from './soak/stores.ts';

test('a refresh that is killed again and again loses nothing and sends nothing twice', () =>
  soak({ kills: 5, newLocation: newFile }));
