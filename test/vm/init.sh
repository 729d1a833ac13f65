#!/bin/busybox sh
# Process 1 of the guest: loads the modules, puts the host's files (read-only) in place and runs /run/vm/job in them.
# The exit status is left in /run/vm/status; whatever ends this script before that leaves none.
bb=/bin/busybox
$bb mount -t proc proc /proc
$bb mount -t sysfs sysfs /sys
$bb mount -t devtmpfs devtmpfs /dev
while read -r module; do
  $bb insmod "/modules/$module.ko" || echo "guest: $module could not be loaded"
done < /modules/order

options=trans=virtio,version=9p2000.L,msize=512000
root=/newroot
$bb mount -t 9p -o $options,ro,cache=loose hostroot $root
$bb mount -t tmpfs tmpfs $root/tmp
$bb mount -t tmpfs tmpfs $root/run
$bb mount --move /dev $root/dev
$bb mkdir -p $root/dev/shm $root/dev/pts $root/run/vm
$bb mount -t tmpfs tmpfs $root/dev/shm
$bb mount -t devpts devpts $root/dev/pts
$bb mount --move /sys $root/sys
$bb mount -t 9p -o $options vmout $root/run/vm
# What lies under the host's /tmp is hidden by the tmpfs: each such folder comes under a tag of its own.
if [ -f $root/run/vm/mounts ]; then
  while read -r tag path; do
    $bb mkdir -p "$root$path"
    $bb mount -t 9p -o $options,ro,cache=loose "$tag" "$root$path"
  done < $root/run/vm/mounts
fi
$bb mount --move /proc $root/proc
$bb chroot $root /bin/sh /run/vm/job
echo $? > $root/run/vm/status
$bb sync
$bb poweroff -f
