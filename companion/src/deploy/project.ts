import { existsSync } from 'node:fs';
import { SfProject } from '@salesforce/core';
import { HlError } from '../errors.ts';

/** Where the package lies and which API version its source is written for. */
export interface PackageSource {
  directory: string;
  apiVersion: string | undefined;
}

/**
 * Finds the default package directory of the Salesforce project around `folder`.
 * Throws NotAProjectError when there is no sfdx-project.json there or above, and
 * PackageDirectoryError when the folder that it names does not exist.
 */
export async function findPackageSource(folder: string): Promise<PackageSource> {
  const project = await resolveProject(folder, []);
  const directory = project.getDefaultPackage().fullPath;
  if (!existsSync(directory)) {
    throw new HlError(
      'PackageDirectoryError',
      `The package directory ${directory}, which sfdx-project.json names, does not exist.`,
      { actions: ['Correct "packageDirectories" in sfdx-project.json, or restore the folder.'] },
    );
  }
  const { sourceApiVersion } = project.getSfProjectJson().getContents();
  return { directory, apiVersion: sourceApiVersion };
}

/**
 * The folder of the sfdx-project.json that is in `folder` or above it.
 *
 * @param otherwise what one can do outside a project
 * @throws HlError 'NotAProjectError'
 */
export async function findProjectFolder(folder: string, otherwise: string): Promise<string> {
  return (await resolveProject(folder, [otherwise])).getPath();
}

async function resolveProject(folder: string, otherwise: string[]): Promise<SfProject> {
  try {
    return await SfProject.resolve(folder);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'InvalidProjectWorkspaceError') throw error;
    throw new HlError(
      'NotAProjectError',
      `${folder} is not in a Salesforce project: there is no sfdx-project.json in it or above it.`,
      { actions: ['Run the command in a checkout of the Higher Logic package.', ...otherwise] },
    );
  }
}
