package extract

import (
	"os/exec"
	"syscall"
)

// separate puts the process, and what it starts, into a group that is ended as
// one.
func separate(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}
