# The image of web, worker and beat; docker-compose.yml runs it beside PostgreSQL and Redis.
FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/factcheck
COPY requirements/base.txt /tmp/base.txt
RUN /opt/factcheck/bin/pip install --require-hashes --no-deps --only-binary :all: -r /tmp/base.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/factcheck/bin:$PATH PYTHONUNBUFFERED=1 STATIC_ROOT=/srv/static \
    DJANGO_SETTINGS_MODULE=factcheck.settings FACTCHECK_HOME=/home/factcheck
RUN useradd --system --uid 10001 --create-home factcheck && install --directory --owner factcheck /srv/record
COPY --from=packages /opt/factcheck /opt/factcheck
WORKDIR /srv/factcheck
COPY manage.py LICENSE ./
COPY factcheck factcheck
COPY sources sources
COPY claims claims
COPY seeds seeds
# The settings ask for addresses and a key; collecting files uses none of them, and none stays in the image.
RUN DATABASE_URL=postgres://unused/unused REDIS_URL=redis://unused SECRET_KEY=only-for-collecting-files-which-uses-no-key \
    python manage.py collectstatic --no-input --verbosity 0
USER factcheck
EXPOSE 8000
CMD ["python", "-m", "factcheck.web", "--bind", "0.0.0.0:8000", "--processes", "2"]
