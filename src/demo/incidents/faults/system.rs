//! The operating system says no: disk, memory, files, permissions, signals.

use super::Fault;
use crate::demo::joblog::Style::{Database, Java, Python, Shell, Windows};

const SCRIPT: &str = "/opt/{area}/bin/{jobl}.sh";
const JAVA: &str = "/opt/{area}/bin/runbatch.sh -job {jobl}";
const PYTHON: &str = "/opt/{area}/venv/bin/python /opt/{area}/etl/{jobl}.py";
const CMD: &str = "D:\\batch\\{area}\\{jobl}.cmd";

/// All of them.
pub const FAULTS: &[Fault] = &[
    // No room on a disk.
    Fault::run(
        "disk_full",
        1,
        Shell,
        SCRIPT,
        "the file system /data/{area} is full",
        &[
            "[{ts}] sorting {m} records into /data/{area}/work",
            "WARNING: host name lookup took 2 s, going on",
            "sort: write failed: /data/{area}/work/sortQx7Kp2: No space left on device",
            "[{ts}] sort ended with status 2",
            "[{ts}] ERROR: step failed, restoring previous file",
            "cp: error writing '/data/{area}/out/{subject}.bak': No space left on device",
            "[{ts}] job aborted",
        ],
    ),
    Fault::run(
        "disk_full",
        12,
        Java,
        JAVA,
        "the disk under the export directory is full",
        &[
            "{ts} WARN  [main] c.b.{area}.batch.Exporter - slow flush, 1200 ms",
            "{ts} ERROR [main] c.b.{area}.batch.Exporter - cannot write chunk {n}",
            "java.io.IOException: No space left on device",
            "\tat java.base/java.io.FileOutputStream.writeBytes(Native Method)",
            "\tat java.base/java.io.FileOutputStream.write(FileOutputStream.java:349)",
            "\tat com.bank.{area}.batch.Exporter.flush(Exporter.java:188)",
            "{ts} ERROR [main] c.b.{area}.batch.Runner - step export FAILED, rolling back",
            "{ts} INFO  [main] c.b.{area}.batch.Runner - exit code 12",
        ],
    ),
    Fault::run(
        "disk_full",
        112,
        Windows,
        CMD,
        "there is no space left on drive E:",
        &[
            "{ts} Information: copying {subject} to E:\\exchange\\{area}",
            "There is not enough space on the disk.",
            "        0 file(s) copied.",
            "{ts} Error: copy ended with errorlevel 112",
            "{ts} Error: package {jobl} failed",
        ],
    ),
    Fault::run(
        "disk_full",
        4,
        Database,
        "/opt/{area}/bin/db2batch.sh {jobl}",
        "the file system of the DB2 tablespace is full",
        &[
            "db2 => LOAD FROM {file} OF DEL INSERT INTO {subject}_STG",
            "SQL3109N  The utility is beginning to load data from file \"{file}\".",
            "SQL0968C  The file system is full.  SQLSTATE=57011",
            "SQL3501W  The table space(s) in which the table resides will not be placed in backup pending state.",
            "{ts} db2batch: load of {subject}_STG failed, see messages above",
        ],
    ),
    // No memory.
    Fault::run(
        "out_of_memory",
        1,
        Java,
        JAVA,
        "the Java heap was exhausted",
        &[
            "{ts} INFO  [main] c.b.{area}.batch.Reader - {m} positions read into the cache",
            "{ts} WARN  [main] c.b.{area}.cache.Codes - cache larger than planned",
            "java.lang.OutOfMemoryError: Java heap space",
            "Dumping heap to java_pid{pid}.hprof ...",
            "Heap dump file created [2147482113 bytes in 21.402 secs]",
            "Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space",
            "\tat java.base/java.util.Arrays.copyOf(Arrays.java:3537)",
            "\tat com.bank.{area}.batch.Positions.grow(Positions.java:77)",
        ],
    ),
    Fault::run(
        "out_of_memory",
        137,
        Shell,
        SCRIPT,
        "the kernel killed the process for lack of memory",
        &[
            "[{ts}] matching {m} pairs in memory",
            "/opt/{area}/bin/{jobl}.sh: line 88: {pid} Killed                  ./matcher -f {file}",
            "[{ts}] checking the kernel's messages",
            "Out of memory: Killed process {pid} (matcher) total-vm:33104512kB, anon-rss:31877120kB",
            "[{ts}] matcher ended with status 137",
        ],
    ),
    Fault::run(
        "out_of_memory",
        1,
        Python,
        PYTHON,
        "the process could not allocate the memory it wanted",
        &[
            "{ts} INFO {area}.etl: joining {m} rows",
            "Traceback (most recent call last):",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 214, in <module>",
            "    main()",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 167, in main",
            "    wide = left.merge(right, how=\"outer\")",
            "numpy.core._exceptions._ArrayMemoryError: Unable to allocate 18.6 GiB for an array with shape ({m}, 277)",
        ],
    ),
    // Files that are not there.
    Fault::run(
        "file_not_found",
        1,
        Shell,
        SCRIPT,
        "the input file {file} does not exist",
        &[
            "[{ts}] looking for tonight's delivery",
            "cp: cannot stat '{file}': No such file or directory",
            "[{ts}] ERROR: no input, leaving with 1",
        ],
    ),
    Fault::run(
        "file_not_found",
        8,
        Java,
        JAVA,
        "the mapping file was not deployed",
        &[
            "{ts} INFO  [main] c.b.{area}.batch.Runner - profile prod, retries 0",
            "{ts} ERROR [main] c.b.{area}.batch.Runner - start-up failed",
            "java.io.FileNotFoundException: /opt/{area}/conf/{jobl}-mapping.xml (No such file or directory)",
            "\tat java.base/java.io.FileInputStream.open0(Native Method)",
            "\tat com.bank.{area}.batch.Mapping.load(Mapping.java:41)",
            "{ts} ERROR [main] c.b.{area}.batch.Runner - nothing was processed",
        ],
    ),
    Fault::run(
        "file_not_found",
        1,
        Python,
        PYTHON,
        "the reference file is missing",
        &[
            "{ts} DEBUG {area}.config: profile=prod",
            "Traceback (most recent call last):",
            "  File \"/opt/{area}/etl/{jobl}.py\", line 61, in <module>",
            "    rates = open(path, encoding=\"utf-8\")",
            "FileNotFoundError: [Errno 2] No such file or directory: '{file}'",
        ],
    ),
    Fault::run(
        "file_not_found",
        2,
        Windows,
        CMD,
        "the file to be transferred is not there",
        &[
            "{ts} Information: source folder is \\\\filer02\\{area}\\out",
            "The system cannot find the file specified.",
            "{ts} Error: nothing to transfer, errorlevel 2",
        ],
    ),
    // Rights on files.
    Fault::run(
        "permission_denied",
        1,
        Shell,
        SCRIPT,
        "the user {user} may not write to /data/{area}/out",
        &[
            "[{ts}] writing results",
            "/opt/{area}/bin/{jobl}.sh[73]: /data/{area}/out/{subject}.csv: cannot create [Permission denied]",
            "[{ts}] previous results are kept",
            "[{ts}] ended with 1",
        ],
    ),
    Fault::run(
        "permission_denied",
        126,
        Shell,
        SCRIPT,
        "the script is not executable for {user}",
        &["sh: /opt/{area}/bin/{jobl}.sh: cannot execute: Permission denied"],
    ),
    Fault::run(
        "permission_denied",
        5,
        Windows,
        CMD,
        "access to the share was denied",
        &[
            "{ts} Information: moving 14 files to \\\\filer02\\{area}\\done",
            "Access is denied.",
            "        0 file(s) moved.",
            "{ts} Error: move failed with errorlevel 5",
        ],
    ),
    Fault::run(
        "permission_denied",
        1,
        Java,
        JAVA,
        "the archive directory belongs to another user",
        &[
            "{ts} INFO  [main] c.b.{area}.batch.Archiver - {n} files to archive",
            "{ts} ERROR [main] c.b.{area}.batch.Archiver - cannot archive",
            "java.nio.file.AccessDeniedException: /archive/{area}/{subject}_{date}.zip",
            "\tat java.base/sun.nio.fs.UnixException.translateToIOException(UnixException.java:90)",
            "\tat com.bank.{area}.batch.Archiver.open(Archiver.java:59)",
        ],
    ),
    // Signals.
    Fault::run(
        "killed_by_signal",
        139,
        Shell,
        SCRIPT,
        "the program crashed with a segmentation fault",
        &[
            "[{ts}] calculating {m} schedules",
            "/opt/{area}/bin/{jobl}.sh: line 52: {pid} Segmentation fault      (core dumped) ./calc -d {date}",
            "[{ts}] calc ended with status 139",
        ],
    ),
    Fault::run(
        "killed_by_signal",
        137,
        Shell,
        SCRIPT,
        "someone killed the process with signal 9",
        &[
            "[{ts}] loading part 3 of 8",
            "[{ts}] loading part 4 of 8",
            "/opt/{area}/bin/{jobl}.sh: line 31: {pid} Killed                  loader -p 4 -i {file}",
        ],
    ),
    Fault::run(
        "killed_by_signal",
        134,
        Shell,
        SCRIPT,
        "the program aborted itself with signal 6",
        &[
            "[{ts}] opening index {subject}.idx",
            "idxcalc: idx_page.c:417: page_merge: Assertion `left->next == right' failed.",
            "/opt/{area}/bin/{jobl}.sh: line 44: {pid} Aborted                 (core dumped) idxcalc -r {subject}.idx",
        ],
    ),
];
