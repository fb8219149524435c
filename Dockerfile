# One image for the server and for every command of manage.py. It runs as an account without rights, and writes only below /data and /tmp.
FROM python:3.13-slim-trixie

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
        fonts-liberation fonts-sil-charis fonts-dejavu-core fonts-noto-ui-core fonts-noto-color-emoji postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data planner \
    && install -d -o planner -g planner /data

WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY manage.py pyproject.toml ./
COPY stages ./stages
COPY journey ./journey
COPY templates ./templates
COPY static ./static

ENV DATA_DIR=/data BIND=0.0.0.0:8000 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER planner
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "python:journey.serving", "journey.wsgi:application"]
