"""The engines that group results: DuckDB in this process, or Spark, on this machine or a cluster.

Only what is here knows which engine it is; the expressions
(`dashboard.gridding.expressions`) use nothing that only one of them has.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.i18n import _

DUCKDB, SPARK = "duckdb", "spark"
JAVA = 17
"""First version of Java that Spark 4 runs on (spark.apache.org/docs/4.0.0, *Downloading*)."""

# Row groups are what the tasks of a cluster divide a file by.
_ROWS_IN_GROUP = 2**17
_LOCAL = re.compile(r"local(\[(\d+|\*)\])?")
# What a Spark master may be called (spark.apache.org/docs/4.0.0/submitting-applications.html).
_CLUSTER = re.compile(r"spark://\S+|k8s://\S+|yarn")


class EngineError(RuntimeError):
    """An engine that is unknown, cannot be started or has failed; the message says why."""


class Loaded(NamedTuple):
    """Results where an engine reads them, and what runs expressions on them there."""

    results: ibis.Table
    run: Callable[[ibis.Table], pa.Table]


Engine = Callable[[pa.Table], AbstractContextManager[Loaded]]
"""Takes results (:func:`~dashboard.gridding.expressions.long_table`) and lends them loaded."""


@contextmanager
def duckdb(results: pa.Table) -> Iterator[Loaded]:
    """Lend results to an in-memory DuckDB of their own, without copying them.

    A backend keeps what it was given as long as it lives, so each table gets a new one.
    """
    connection = ibis.duckdb.connect()
    try:
        yield Loaded(ibis.memtable(results), connection.to_pyarrow)
    finally:
        connection.disconnect()


@contextmanager
def engine(name: str = DUCKDB, exchange: Path | None = None) -> Iterator[Engine]:
    """Open an engine, and close it in the end.

    Parameters
    ----------
    name : str
        ``duckdb``; ``spark`` or ``local[n]``, Spark on the cores of this machine; or the
        address of a cluster as Spark writes it: ``spark://host:7077``, ``yarn``,
        ``k8s://https://host:6443``.
    exchange : Path, optional
        Folder through which results reach Spark, as Parquet files, under the same path on
        every machine of the cluster. A temporary one serves Spark on this machine.

    Yields
    ------
    Engine

    Raises
    ------
    EngineError
        If there is no such engine, if pyspark, Java or the folder that it needs is not
        there, or if it does not start. So is what Spark raises later.
    """
    if name == DUCKDB:
        yield duckdb
        return
    master = "local[*]" if name == SPARK else name
    if lacking := missing(name, exchange):
        raise EngineError(lacking)
    with tempfile.TemporaryDirectory(prefix="spark-") as own:
        session = _session(master, Path(own))
        try:
            yield _Spark(session, exchange.resolve() if exchange else Path(own))
        finally:
            with suppress(*_failures()):
                session.stop()


def missing(name: str = SPARK, exchange: Path | None = None) -> str | None:
    """Return what an engine lacks on this machine, or None.

    Parameters
    ----------
    name, exchange
        As of :func:`engine`.
    """
    if name == DUCKDB:
        return None
    local = name == SPARK or _LOCAL.fullmatch(name)
    if not (local or _CLUSTER.fullmatch(name)):
        text = _(
            "There is no engine {name}. Engines are duckdb, spark (on this machine; local[2] for "
            "two cores of it) and the address of a Spark cluster: spark://host:7077, yarn, "
            "k8s://https://host:6443."
        )
        return text.format(name=name)
    if find_spec("pyspark") is None:
        return _("Spark needs pyspark: pip install -r requirements-spark.txt")
    java = _java_version()
    if java is None:
        text = _(
            "Spark needs Java {least} or later, and there is none: install it or set JAVA_HOME."
        )
        return text.format(least=JAVA)
    if java < JAVA:
        text = _(
            "Spark needs Java {least} or later; this is Java {found}. JAVA_HOME names another."
        )
        return text.format(least=JAVA, found=java)
    if not local and exchange is None:
        text = _(
            "{name} is a cluster: --exchange names the folder that its machines share with this."
        )
        return text.format(name=name)
    if exchange is not None and not exchange.is_dir():
        return _("There is no folder {name}.").format(name=exchange)
    return None


def _java_version() -> int | None:
    """Return the version of the Java that Spark will start, or None where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(str(Path(home, "bin", "java")) if home else "java")
    if java is None:
        return None
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    version = re.search(r'version "(?:1\.)?(\d+)', told.stderr)
    return int(version.group(1)) if version else None


def _session(master: str, scratch: Path) -> Any:
    """Start Spark and try it on one number."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.app.name": "chemical-earth",
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
    }
    if _LOCAL.fullmatch(master):
        # One task a core: on one machine more of them only wait for each other.
        cores = re.search(r"\d+", master)
        tasks = cores.group() if cores else str(os.cpu_count() or 1)
        settings |= {
            "spark.sql.shuffle.partitions": tasks,
            # The machine's name need not lead anywhere.
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
        }
    builder = SparkSession.builder.master(master)
    for key, value in settings.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
        session.range(1).count()
    except _failures() as error:
        text = _("Spark at {name} does not start: {why}")
        raise EngineError(text.format(name=master, why=_reason(error))) from error
    return session


class _Spark:
    """Lends results to Spark through Parquet files that every machine of it reads."""

    def __init__(self, session: Any, exchange: Path) -> None:
        self._session = session
        self._connection = ibis.pyspark.connect(session)
        self._exchange = exchange

    @contextmanager
    def __call__(self, results: pa.Table) -> Iterator[Loaded]:
        name = f"results_{uuid.uuid4().hex}"
        file = self._exchange / f"{name}.parquet"
        connection = self._connection
        try:
            pq.write_table(results, file, row_group_size=_ROWS_IN_GROUP)
            yield Loaded(connection.read_parquet(file.as_uri(), table_name=name), self._run)
        except _failures() as error:
            raise EngineError(_("Spark failed: {why}").format(why=_reason(error))) from error
        finally:
            with suppress(*_failures()):
                self._session.catalog.dropTempView(name)
            file.unlink(missing_ok=True)

    def _run(self, expression: ibis.Table) -> pa.Table:
        # `to_pyarrow` of ibis would go through pandas.
        return self._session.sql(self._connection.compile(expression)).toArrow()


def _failures() -> tuple[type[Exception], ...]:
    """Return what pyspark raises: of its own, of Java, and when Java has gone."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    return PySparkException, Py4JError, ConnectionError


def _reason(error: Exception) -> str:
    """Return the beginning of a message that may go on with the stack of Java."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " ".join(lines[:2]) or type(error).__name__
