import type { Scene } from '../scene.ts';

const [SMALL, LARGE] = [100_000, 1_000_000];

/** The peak of a first refresh, in which everything is written. */
export async function measureMemory(scene: Scene): Promise<void> {
  const peaks: number[] = [];
  for (const contacts of [SMALL, LARGE]) {
    const org = await scene.orgOf(contacts);
    scene.say('First refresh, for its memory');
    const { peakMiB } = await scene.refresh(org, scene.newFile());
    peaks.push(peakMiB);
    scene.report({
      what: `peak memory, ${org.contacts} contacts`,
      value: peakMiB,
      unit: 'MiB',
      atMost: 250,
    });
  }
  const [small, large] = peaks as [number, number];
  scene.report({
    what: 'the larger peak above the smaller',
    value: large - small,
    unit: 'MiB',
    atMost: 40,
  });
}
