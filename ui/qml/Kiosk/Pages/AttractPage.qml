pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// Nobody is here: who we are, what is on the board, and one invitation to touch.
FocusScope {
    id: page

    required property AttractViewModel vm
    required property AppViewModel app
    readonly property bool resting: !app.revoked && app.power === "empty"    // no session begins

    VillageDrawing {
        id: view

        anchors.left: parent.left
        anchors.right: Theme.landscape ? parent.horizontalCenter : parent.right
        anchors.top: parent.top
        height: Theme.landscape ? parent.height : Math.round(parent.height * (page.app.revoked ? 0.3 : 0.5))

        Column {
            x: Theme.margin
            y: Theme.landscape ? Theme.space6 : Theme.senior ? Theme.space5 : Theme.space7
            width: parent.width - 2 * Theme.margin
            spacing: Theme.space2
            visible: !page.app.revoked

            Words {
                width: parent.width
                text: qsTr("Public services,\nclose to home")
                size: Theme.poster
                strong: true
                lineHeight: Theme.leadingTight
                color: Theme.actionInk
            }

            Words {
                width: parent.width
                text: page.app.somebodyNear && !page.resting ? qsTr("Hello! Touch the screen and we begin.")
                    : qsTr("Apply, ask and print here. It works without a network too.")
                size: Theme.strong
                color: Theme.softInk
            }
        }
    }

    Item {
        anchors.left: Theme.landscape ? view.right : parent.left
        anchors.right: parent.right
        anchors.top: Theme.landscape ? parent.top : view.bottom
        anchors.bottom: parent.bottom

        RevokedPanel {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.margins: Theme.margin
            y: Theme.landscape ? Math.max(Theme.space2, Math.round((parent.height - height) / 2)) : Theme.space4
            visible: page.app.revoked
            hotline: page.app.hotline
            phone: page.app.phone
        }

        Column {
            id: board

            visible: !page.app.revoked

            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: parent.top
            anchors.margins: Theme.margin
            anchors.topMargin: Theme.space4
            spacing: Theme.space2

            SectionTitle {
                visible: page.vm.notices.length > 0
                width: parent.width
                text: qsTr("Notices")
            }

            Repeater {
                model: page.vm.notices.slice(0, 4)

                Rectangle {
                    id: notice

                    required property var modelData

                    objectName: "notice"
                    visible: y + height <= invitation.y - board.y - Theme.space2
                    width: board.width
                    height: noticeWords.implicitHeight + 2 * Theme.space2 + Theme.space1
                    radius: Theme.radius
                    color: Theme.attentionWash
                    border.color: Theme.attentionLine
                    border.width: Theme.hair

                    Column {
                        id: noticeWords

                        anchors.verticalCenter: parent.verticalCenter
                        x: Theme.space3
                        width: parent.width - 2 * Theme.space3

                        Words {
                            width: parent.width
                            text: notice.modelData.title
                            size: Theme.lead
                            strong: true
                            color: Theme.attentionInk
                        }

                        Words {
                            width: parent.width
                            visible: text !== ""
                            text: notice.modelData.text
                            size: Theme.body
                            color: Theme.attentionInk
                        }
                    }
                }
            }
        }

        Rectangle {
            id: invitation

            visible: !page.app.revoked
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            anchors.margins: Theme.margin
            height: Math.max(Theme.button + Theme.space6, rest.visible ? rest.implicitHeight + 2 * Theme.space3 : 0)
            radius: Theme.radiusLarge
            color: page.resting ? Theme.attentionWash : touch.pressed ? Theme.actionPressed : Theme.action
            border.color: Theme.attentionLine
            border.width: page.resting ? Theme.hair : 0

            Column {
                id: rest

                anchors.verticalCenter: parent.verticalCenter
                x: Theme.space4
                width: parent.width - 2 * Theme.space4
                spacing: Theme.space1
                visible: page.resting

                Words {
                    objectName: "resting"
                    width: parent.width
                    text: qsTr("The power is out. This terminal is resting.")
                    size: Theme.title
                    strong: true
                    lineHeight: Theme.leadingTight
                    color: Theme.attentionInk
                }

                Words {
                    width: parent.width
                    text: qsTr("It goes on by itself when the power is back. Everything that was handed in is safe.")
                    size: Theme.strong
                    color: Theme.attentionInk
                }
            }

            Row {
                anchors.centerIn: parent
                visible: !page.resting
                spacing: Theme.space3

                Icon {
                    anchors.verticalCenter: parent.verticalCenter
                    name: "hand"
                    size: Theme.iconLarge - Theme.space2
                    color: Theme.actionText
                }

                Words {
                    anchors.verticalCenter: parent.verticalCenter
                    text: qsTr("Touch to begin")
                    size: Theme.title
                    strong: true
                    lineHeight: Theme.leadingTight
                    wrapMode: Text.NoWrap
                    color: Theme.actionText
                }
            }
        }
    }

    // The whole page is the target.
    Pressable {
        id: touch

        objectName: "attractTouch"
        anchors.fill: parent
        visible: !page.resting && !page.app.revoked
        anchors.margins: Theme.space1
        color: "transparent"
        focus: true
        text: qsTr("Touch to begin")
        onActivated: page.vm.begin()
    }
}
