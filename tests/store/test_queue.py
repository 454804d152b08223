import os
import signal
import stat
import threading
import time
from pathlib import Path

import pytest

from bibtui.store.errors import Busy, ReadOnly
from bibtui.store.queue import WritersQueue, batches


def test_rows_go_in_small_batches_and_none_is_left():
    assert list(batches(range(7), 3)) == [(0, 1, 2), (3, 4, 5), (6,)]
    assert list(batches([])) == []


def test_one_writes_at_a_time_and_all_have_their_turn(tmp_path: Path):
    queue = WritersQueue(tmp_path / "queue")
    inside, most, done = 0, 0, []

    def write(number: int) -> None:
        nonlocal inside, most
        for _ in range(20):
            with queue.turn():
                inside += 1
                most = max(most, inside)
                time.sleep(0.0002)
                inside -= 1
        done.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, sorted(done)) == (1, list(range(8)))


def test_who_gives_up_waiting_does_not_keep_the_place(tmp_path: Path):
    path = tmp_path / "queue"
    hurried = WritersQueue(path, patience=0.05)
    with WritersQueue(path).turn():
        for _ in range(3):
            with pytest.raises(Busy):
                hurried.turn().__enter__()
    # The threads that stood in line take the lock and give it back at once.
    with WritersQueue(path, patience=2).turn():
        pass


def test_the_kernel_frees_the_turn_of_a_process_that_dies(tmp_path: Path):
    queue = WritersQueue(tmp_path / "queue", patience=2)
    ready, told = os.pipe()
    child = os.fork()
    if child == 0:
        with queue.turn():
            os.write(told, b"!")
            time.sleep(60)
    os.read(ready, 1)
    waited = threading.Thread(target=queue.turn().__enter__)
    waited.start()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    waited.join(2)
    assert not waited.is_alive()
    os.close(ready)
    os.close(told)


def test_the_lock_file_is_its_owners_alone_and_says_when_it_cannot_be_made(tmp_path: Path):
    queue = WritersQueue(tmp_path / "queue")
    with queue.turn():
        assert stat.S_IMODE(queue.path.stat().st_mode) == 0o600
    with pytest.raises(ReadOnly), WritersQueue(tmp_path / "absent" / "queue").turn():
        pass
