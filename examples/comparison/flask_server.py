# The back-end of servers.js on Flask, with flask-cors.

import logging

from flask import Flask, Response, request
from flask_cors import CORS
from werkzeug.serving import make_server

app = Flask(__name__)
CORS(
    app,
    supports_credentials=True,
    methods=["GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"],
    allow_headers=["Authorization", "Content-Type"],
    expose_headers=["Location", "OpenEO-Identifier", "OpenEO-Costs", "Link"],
)


@app.before_request
def authenticate():
    if request.path.startswith("/jobs") and "Authorization" not in request.headers:
        return {"code": "AuthenticationRequired", "message": "Log in first."}, 401


@app.get("/")
def capabilities():
    return {"api_version": "1.2.0"}


@app.get("/jobs")
def list_jobs():
    return {"jobs": [], "links": []}


@app.post("/jobs")
def create_job():
    return "", 201, {"OpenEO-Identifier": "a1"}


@app.get("/fails")
def fail():
    raise RuntimeError("Something went wrong.")


@app.get("/upstream")
def upstream():
    return {}, 200, {"Access-Control-Allow-Origin": "https://other.example"}


@app.get("/events")
def events():
    return Response(["data: done\n\n"], mimetype="text/event-stream")


logging.disable(logging.CRITICAL)
server = make_server("127.0.0.1", 0, app, threaded=True)
print(f"http://127.0.0.1:{server.port}", flush=True)
server.serve_forever()
