"""What a child that looks at untrusted files gives up before it does."""

import contextlib
import ctypes
import resource
import sys

LIMITS = {
    resource.RLIMIT_AS: 1200 << 20,
    resource.RLIMIT_CPU: 12,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 16,
}
"""Bytes, seconds of a processor, and files. Time on the clock is no measure of a file: others may
want the processor, too."""

ALLOWED_CALLS = [
    "read",
    "write",
    "readv",
    "writev",
    "brk",
    "mmap",
    "munmap",
    "mremap",
    "madvise",
    "mprotect",
    "futex",
    "exit",
    "exit_group",
    "rt_sigreturn",
    "rt_sigaction",
    "rt_sigprocmask",
    "sigaltstack",
    "clock_gettime",
    "gettimeofday",
    "getrandom",
    "sched_yield",
    "sched_getaffinity",
    "getpid",
    "gettid",
    "lseek",
    "close",
    "fstat",
    "newfstatat",
    "restart_syscall",
    "getrusage",
    "set_robust_list",
    "rseq",
    "tgkill",
]
DENIED_CALLS = [
    "openat",
    "open",
    "access",
    "faccessat2",
    "ioctl",
    "readlink",
    "stat",
    "lstat",
    "getcwd",
    "fcntl",
    "prlimit64",
]
PR_SET_DUMPABLE, CLONE_THREAD, ENOSYS, EACCES = 4, 0x10000, 38, 13


def give_up_rights() -> bool:
    """Limit memory and time, forbid files; return whether system calls are filtered, too."""
    for limit, value in LIMITS.items():
        _, ceiling = resource.getrlimit(limit)
        allowed = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        # A second more for the kernel, which would else kill without saying that time was up.
        hard = allowed + 1 if limit == resource.RLIMIT_CPU and allowed == value else allowed
        resource.setrlimit(limit, (allowed, hard if ceiling < 0 else min(hard, ceiling)))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    try:
        return filter_system_calls()
    except (ImportError, RuntimeError, OSError):  # no libseccomp, or a kernel without filters
        return False


def filter_system_calls() -> bool:
    """Allow only the calls decoding needs; any other kills the process."""
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.KILL_PROCESS)
    for name in ALLOWED_CALLS:
        with contextlib.suppress(Exception):  # a call this kernel does not know
            rules.add_rule(pyseccomp.ALLOW, name)
    threads_only = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, CLONE_THREAD)
    rules.add_rule(pyseccomp.ALLOW, "clone", threads_only)
    rules.add_rule(pyseccomp.ERRNO(ENOSYS), "clone3")  # glibc then falls back to clone
    for name in DENIED_CALLS:
        with contextlib.suppress(Exception):
            rules.add_rule(pyseccomp.ERRNO(EACCES), name)
    rules.load()
    return True
