# One image for web, worker, beat and migrations: docker-compose.yml gives the commands.

FROM python:3.11-slim-bookworm AS wheels
COPY requirements/runtime.txt .
RUN python -m venv /venv \
    && /venv/bin/pip install --require-hashes --no-cache-dir --disable-pip-version-check -r runtime.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HCSS_HOME=/var/lib/hcss \
    STATIC_ROOT=/srv/static
RUN groupadd --gid 10001 hcss \
    && useradd --uid 10001 --gid hcss --no-create-home --home-dir /var/lib/hcss hcss \
    && install --directory --owner hcss --group hcss /var/lib/hcss /srv/static /srv/uploads
COPY --from=wheels /venv /venv
WORKDIR /srv/hcss
COPY . .
RUN python -m compileall -q .
USER 10001:10001
RUN SECRET_KEY=only-for-collecting python manage.py collectstatic --no-input
EXPOSE 8000
CMD ["gunicorn", "hcss.wsgi"]
