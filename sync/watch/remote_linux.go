package watch

import "golang.org/x/sys/unix"

// remoteFS names the kind of a network file system that a folder is on, or
// returns "". FUSE is one of them: most of what it is used for lies on other
// computers, and it does not say. The numbers are those of statfs(2) and of
// linux/magic.h.
func remoteFS(dir string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return ""
	}
	switch uint32(st.Type) {
	case unix.NFS_SUPER_MAGIC:
		return "NFS"
	case unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC:
		return "SMB"
	case unix.FUSE_SUPER_MAGIC:
		return "FUSE"
	case unix.V9FS_MAGIC:
		return "9p"
	case unix.CEPH_SUPER_MAGIC:
		return "Ceph"
	case unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC:
		return "AFS"
	case unix.CODA_SUPER_MAGIC:
		return "Coda"
	case unix.NCP_SUPER_MAGIC:
		return "NCP"
	case unix.OCFS2_SUPER_MAGIC:
		return "OCFS2"
	case vboxsf:
		return "vboxsf"
	}
	return ""
}

// vboxsf is a folder that VirtualBox shares with its host.
const vboxsf = 0x786f4256
