import type { SObject } from '../schema/types.ts';

export type ObjectPermission = 'read' | 'create' | 'edit' | 'delete' | 'viewAll' | 'modifyAll';

/** A permission of another object, or one of the user. */
type StandIn =
  | { readonly object: string; readonly permission: ObjectPermission }
  | { readonly userPermission: string };

const ofCampaign = (permission: ObjectPermission): StandIn => ({ object: 'Campaign', permission });
const ofUser = (userPermission: string): StandIn => ({ userPermission });

/**
 * What decides where an object has no object permissions of its own. (Object Reference,
 * CampaignMember: "the create() call only requires read access to campaigns"; Help, "Access
 * Activities", "Edit Tasks")
 */
export const standIns: Readonly<Record<string, Readonly<Record<ObjectPermission, StandIn>>>> = {
  CampaignMember: {
    read: ofCampaign('read'),
    create: ofCampaign('read'),
    edit: ofCampaign('edit'),
    delete: ofCampaign('edit'),
    viewAll: ofCampaign('viewAll'),
    modifyAll: ofCampaign('modifyAll'),
  },
  CampaignMemberStatus: {
    read: ofCampaign('read'),
    create: ofCampaign('edit'),
    edit: ofCampaign('edit'),
    delete: ofCampaign('edit'),
    viewAll: ofCampaign('viewAll'),
    modifyAll: ofCampaign('modifyAll'),
  },
  Task: {
    read: ofUser('ActivitiesAccess'),
    create: ofUser('EditTask'),
    edit: ofUser('EditTask'),
    delete: ofUser('EditTask'),
    viewAll: ofUser('ViewAllData'),
    modifyAll: ofUser('ModifyAllData'),
  },
};

/** Whether profiles and permission sets grant permissions on the object itself. */
export function hasObjectPermissions({ name, isSetup }: SObject): boolean {
  return !isSetup && standIns[name] === undefined;
}

/** Only users who are marketing users change these. (Help, "User Fields", Marketing User) */
export const forMarketingUsers: ReadonlySet<string> = new Set(['Campaign', 'CampaignMemberStatus']);
